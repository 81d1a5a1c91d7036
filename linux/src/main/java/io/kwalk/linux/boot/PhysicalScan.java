package io.kwalk.linux.boot;

import io.kwalk.core.image.PhysicalMemory;
import io.kwalk.core.image.PhysicalMemory.Range;
import io.kwalk.core.memory.MemoryFault;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.LongStream;

/**
 * Looks through all physical memory for what no header names. Costs a read of every page that the
 * dump has, on all cores; pages that are missing are passed over.
 */
public final class PhysicalScan {
  /** The smallest page of all architectures, whatever unit a dump keeps memory in. */
  private static final int PAGE = 4096;

  /** Bytes looked at by one task. */
  private static final long CHUNK = 16 << 20;

  private final PhysicalMemory memory;

  public PhysicalScan(PhysicalMemory memory) {
    this.memory = memory;
  }

  /** Tells whether a page is looked for; gives where in the page. */
  public interface PageTest {
    OptionalLong find(long address, byte[] page);
  }

  /** The lowest {@code limit} places that {@code test} accepts, ascending. */
  public List<Long> find(PageTest test, int limit) {
    List<Range> chunks = chunks();
    return LongStream.range(0, chunks.size())
        .parallel()
        .boxed()
        .flatMap(index -> scan(chunks.get(index.intValue()), test).stream())
        .limit(limit)
        .toList();
  }

  /** The first place that {@code test} accepts. */
  Optional<Long> first(PageTest test) {
    return find(test, 1).stream().findFirst();
  }

  private List<Range> chunks() {
    List<Range> chunks = new ArrayList<>();
    for (Range range : memory.ranges()) {
      for (long start = range.start(); start < range.end(); start += CHUNK) {
        chunks.add(new Range(start, Math.min(range.end(), start + CHUNK)));
      }
    }
    return chunks;
  }

  private List<Long> scan(Range chunk, PageTest test) {
    List<Long> found = new ArrayList<>();
    byte[] page = new byte[PAGE];
    for (long address = chunk.start(); address < chunk.end(); address += page.length) {
      try {
        memory.read(address, page, 0, page.length);
      } catch (MemoryFault _) {
        continue;
      }
      OptionalLong hit = test.find(address, page);
      if (hit.isPresent()) {
        found.add(hit.getAsLong());
      }
    }
    return found;
  }

  /**
   * Where {@code pattern} first stands in {@code page}, from {@code from} on; -1 if it does not.
   */
  static int indexOf(byte[] page, byte[] pattern, int from) {
    byte first = pattern[0];
    for (int at = from; at <= page.length - pattern.length; at++) {
      if (page[at] == first && matches(page, at, pattern)) {
        return at;
      }
    }
    return -1;
  }

  static boolean matches(byte[] page, int at, byte[] pattern) {
    for (int i = 0; i < pattern.length; i++) {
      if (page[at + i] != pattern[i]) {
        return false;
      }
    }
    return true;
  }
}
