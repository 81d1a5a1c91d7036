package io.kwalk.core.debuginfo.kallsyms;

import io.kwalk.core.memory.Memory;
import io.kwalk.core.memory.MemoryFault;
import io.kwalk.core.memory.MemoryWindow;

/** {@code kallsyms_offsets} or {@code kallsyms_addresses}, decoded entry by entry. */
final class KallsymsAddresses {
  private final KallsymsTables.Encoding encoding;
  private final MemoryWindow table;
  private final long base;
  private final boolean absolutePercpu;
  private final int count;

  KallsymsAddresses(Memory memory, KallsymsTables tables, int count) {
    this.encoding = tables.encoding();
    int size = encoding == KallsymsTables.Encoding.ABSOLUTE ? 8 : 4;
    this.table = new MemoryWindow(memory, tables.addresses(), (long) size * count);
    this.count = count;
    boolean relative = encoding == KallsymsTables.Encoding.BASE_RELATIVE;
    this.base = relative ? memory.u64(tables.relativeBase()) : 0;
    this.absolutePercpu = relative && descends();
  }

  /**
   * Without CONFIG_KALLSYMS_ABSOLUTE_PERCPU (6.15 removed it, arm64 never had it) offsets are
   * unsigned and ascend. With it those of the per-CPU area are absolute, and those of the kernel,
   * nearly all, are -1 - (address - base) and descend.
   */
  private boolean descends() {
    int ascents = 0;
    int descents = 0;
    int samples = Math.min(count, 16);
    for (int i = 1; i < samples; i++) {
      long before = offset((int) ((long) (i - 1) * count / samples));
      long after = offset((int) ((long) i * count / samples));
      if (before >= 0 && after >= 0) {
        ascents += after > before ? 1 : 0;
        descents += after < before ? 1 : 0;
      }
    }
    return descents > ascents;
  }

  /** Unsigned, or -1 if it cannot be read. */
  private long offset(int symbol) {
    try {
      return Integer.toUnsignedLong(table.s32(4L * symbol));
    } catch (MemoryFault _) {
      return -1;
    }
  }

  int count() {
    return count;
  }

  /**
   * A symbol's address.
   *
   * @throws MemoryFault if its entry cannot be read
   */
  long get(int symbol) {
    return switch (encoding) {
      case ABSOLUTE -> table.u64(8L * symbol);
      case PLACE_RELATIVE -> table.address() + 4L * symbol + table.s32(4L * symbol);
      case BASE_RELATIVE -> {
        int offset = table.s32(4L * symbol);
        if (!absolutePercpu) {
          yield base + Integer.toUnsignedLong(offset);
        }
        yield offset >= 0 ? offset : base - 1 - offset;
      }
    };
  }

  /** Where the table ends. */
  long end() {
    return table.address() + table.length();
  }

  /** The first symbol whose address is not below {@code address}, unsigned. */
  int lowerBound(long address) {
    int low = 0;
    int high = count;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (Long.compareUnsigned(get(middle), address) < 0) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }
}
