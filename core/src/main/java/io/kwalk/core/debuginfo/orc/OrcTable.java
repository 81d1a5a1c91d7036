package io.kwalk.core.debuginfo.orc;

import io.kwalk.core.debuginfo.StructType;
import io.kwalk.core.debuginfo.UnwindRule;
import io.kwalk.core.debuginfo.UnwindTable;
import io.kwalk.core.memory.AddressRange;
import io.kwalk.core.memory.Memory;
import io.kwalk.core.memory.MemoryFault;
import io.kwalk.core.memory.MemoryWindow;
import java.util.List;
import java.util.Optional;

/**
 * The ORC table of vmlinux or of a module, searched where it lies: an array of 32-bit distances
 * from each element to the first instruction of its rule, ascending, and an array of as many rules.
 * A lookup reads some twenty elements. Safe for several threads.
 */
public final class OrcTable implements UnwindTable {
  private static final int ENTRY_BYTES = 6;
  private static final int REGISTERS_AT = 4;
  private static final int SAMPLES = 64;

  /** Debian's 7.3 has 510,000 entries; a kernel with everything built in some four times that. */
  private static final long MAX_ENTRIES = 1 << 24;

  private final MemoryWindow addresses;
  private final MemoryWindow entries;
  private final int count;
  private final OrcFormat format;
  private final List<AddressRange> text;

  private OrcTable(
      MemoryWindow addresses,
      MemoryWindow entries,
      int count,
      OrcFormat format,
      List<AddressRange> text) {
    this.addresses = addresses;
    this.entries = entries;
    this.count = count;
    this.format = format;
    this.text = text;
  }

  /**
   * A table of {@code count} rules.
   *
   * @param addresses {@code __start_orc_unwind_ip}, or {@code arch.orc_unwind_ip} of a module
   * @param entries {@code __start_orc_unwind}, or {@code arch.orc_unwind}
   * @param entryType {@code struct orc_entry}; without it the layout is told from the data
   * @param text what the table covers
   * @return empty if there are no entries, absurdly many, or none can be read
   */
  public static Optional<OrcTable> open(
      Memory memory,
      long addresses,
      long entries,
      long count,
      Optional<StructType> entryType,
      List<AddressRange> text) {
    if (count <= 0 || count > MAX_ENTRIES) {
      return Optional.empty();
    }
    MemoryWindow rules = new MemoryWindow(memory, entries, ENTRY_BYTES * count);
    int[] samples = samples(rules, (int) count);
    if (samples.length == 0) {
      return Optional.empty();
    }
    return Optional.of(
        new OrcTable(
            new MemoryWindow(memory, addresses, 4 * count),
            rules,
            (int) count,
            OrcFormat.of(entryType, samples),
            List.copyOf(text)));
  }

  /** A run from the middle: the start is entry code, which is unlike the rest. */
  private static int[] samples(MemoryWindow rules, int count) {
    int first = Math.max(0, count / 2 - SAMPLES / 2);
    int[] samples = new int[Math.min(SAMPLES, count)];
    try {
      for (int i = 0; i < samples.length; i++) {
        samples[i] = rules.s16((long) ENTRY_BYTES * (first + i) + REGISTERS_AT) & 0xffff;
      }
      return samples;
    } catch (MemoryFault _) {
      return new int[0];
    }
  }

  /** Whether the table is of the code at {@code address}. */
  public boolean covers(long address) {
    for (AddressRange range : text) {
      if (range.contains(address)) {
        return true;
      }
    }
    return false;
  }

  @Override
  public Optional<UnwindRule> find(long address) {
    if (!covers(address)) {
      return Optional.empty();
    }
    try {
      int index = last(address);
      return index < 0 ? Optional.empty() : Optional.of(rule(index));
    } catch (MemoryFault _) {
      return Optional.empty();
    }
  }

  /** The last element that starts at or below {@code address}, or -1. */
  private int last(long address) {
    int low = 0;
    int high = count;
    while (low < high) {
      int middle = (low + high) >>> 1;
      long start = addresses.address() + 4L * middle + addresses.s32(4L * middle);
      if (Long.compareUnsigned(start, address) <= 0) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low - 1;
  }

  private UnwindRule rule(int index) {
    long at = (long) ENTRY_BYTES * index;
    return format.decode(
        entries.s16(at), entries.s16(at + 2), entries.s16(at + REGISTERS_AT) & 0xffff);
  }
}
