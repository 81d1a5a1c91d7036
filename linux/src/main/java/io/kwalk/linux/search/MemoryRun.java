package io.kwalk.linux.search;

import io.kwalk.core.memory.AddressRange;
import java.util.ArrayList;
import java.util.List;

/**
 * Addresses that follow each other in physical memory, too.
 *
 * @param address of the first byte: kernel, user or physical
 * @param physical address of the first byte; -1 of a page that was swapped out
 * @param length in bytes
 */
public record MemoryRun(long address, long physical, long length) {
  /**
   * What of {@code runs} lies in {@code range}, whose end may be 0 for the end of all addresses.
   */
  public static List<MemoryRun> clip(List<MemoryRun> runs, AddressRange range) {
    List<MemoryRun> clipped = new ArrayList<>();
    long last = range.end() - 1;
    for (MemoryRun run : runs) {
      long from = max(run.address, range.start());
      long to = min(run.address + run.length - 1, last);
      if (Long.compareUnsigned(from, to) <= 0) {
        long physical = run.physical < 0 ? run.physical : run.physical + (from - run.address);
        clipped.add(new MemoryRun(from, physical, to - from + 1));
      }
    }
    return clipped;
  }

  private static long max(long a, long b) {
    return Long.compareUnsigned(a, b) > 0 ? a : b;
  }

  private static long min(long a, long b) {
    return Long.compareUnsigned(a, b) < 0 ? a : b;
  }
}
