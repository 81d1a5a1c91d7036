package io.kwalk.core.debuginfo.kallsyms;

import io.kwalk.core.memory.Memory;
import io.kwalk.core.memory.MemoryFault;
import io.kwalk.core.memory.MemoryWindow;
import java.util.OptionalLong;

/** {@code kallsyms_offsets} or {@code kallsyms_addresses}, decoded entry by entry. */
final class KallsymsAddresses {
  /** The base is the start of the image: 64 KiB before _stext on arm64, that itself on x86-64. */
  private static final long MOST_BEFORE_TEXT = 1 << 24;

  private final KallsymsTables.Encoding encoding;
  private final MemoryWindow table;
  private final long base;
  private final boolean absolutePercpu;
  private final int count;

  /**
   * @param text the address of _stext, if it is known: the base is near it
   * @throws MemoryFault if the base cannot be read, and {@code text} is not known
   */
  KallsymsAddresses(Memory memory, KallsymsTables tables, int count, OptionalLong text) {
    this.encoding = tables.encoding();
    int size = encoding == KallsymsTables.Encoding.ABSOLUTE ? 8 : 4;
    this.table = new MemoryWindow(memory, tables.addresses(), (long) size * count);
    this.count = count;
    boolean relative = encoding == KallsymsTables.Encoding.BASE_RELATIVE;
    this.base = relative ? base(memory, tables.relativeBase(), text) : 0;
    this.absolutePercpu = relative && descends();
  }

  private KallsymsAddresses(KallsymsAddresses other, long base) {
    this.encoding = other.encoding;
    this.table = other.table;
    this.count = other.count;
    this.base = base;
    this.absolutePercpu = other.absolutePercpu;
  }

  /** The base, which is _text; 0 if it is damaged. */
  private static long base(Memory memory, long address, OptionalLong text) {
    try {
      long base = memory.u64(address);
      boolean near =
          text.isEmpty() || base <= text.getAsLong() && text.getAsLong() - base < MOST_BEFORE_TEXT;
      return near ? base : 0;
    } catch (MemoryFault fault) {
      if (text.isEmpty()) {
        throw fault;
      }
      return 0;
    }
  }

  /** Whether addresses mean anything yet. */
  boolean hasBase() {
    return encoding != KallsymsTables.Encoding.BASE_RELATIVE || base != 0;
  }

  /** The same table, with the base by which {@code symbol} lies at {@code address}. */
  KallsymsAddresses withSymbolAt(int symbol, long address) {
    return new KallsymsAddresses(this, address - (get(symbol) - base));
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
