package io.kwalk.core.debuginfo.kallsyms;

import io.kwalk.core.memory.Memory;
import io.kwalk.core.memory.MemoryFault;
import io.kwalk.core.memory.MemoryWindow;
import java.util.OptionalLong;

/**
 * {@code kallsyms_num_syms}, held against what the other tables say of it: one damaged word must
 * not cost all symbols.
 */
final class SymbolCount {
  /** A kernel with all its configuration options built in has about 500,000. */
  static final int MAX_SYMBOLS = 4_000_000;

  private static final int MAX_MARKERS = MAX_SYMBOLS / KallsymsNames.BLOCK;

  private final Memory memory;
  private final KallsymsTables tables;

  private SymbolCount(Memory memory, KallsymsTables tables) {
    this.memory = memory;
    this.tables = tables;
  }

  /**
   * What is stated, unless that does not fit the tables.
   *
   * @throws MalformedKallsymsException if it is absurd, and the tables do not tell
   * @throws MemoryFault if it cannot be read, and the tables do not tell
   */
  static int find(Memory memory, KallsymsTables tables) throws MalformedKallsymsException {
    return new SymbolCount(memory, tables).find();
  }

  /** What the kernel says; -1 if that cannot be read. */
  static long stated(Memory memory, KallsymsTables tables) {
    try {
      return memory.u32(tables.symbolCount());
    } catch (MemoryFault _) {
      return -1;
    }
  }

  private int find() throws MalformedKallsymsException {
    long stated = stated(memory, tables);
    OptionalLong room = room();
    if (room.isPresent()) {
      boolean fits = stated == room.getAsLong() || stated == room.getAsLong() - 1;
      return (int) (fits ? stated : withoutPadding(room.getAsLong()));
    }
    OptionalLong counted = byMarkers();
    if (counted.isPresent()) {
      return (int) counted.getAsLong();
    }
    stated = memory.u32(tables.symbolCount());
    if (stated == 0 || stated > MAX_SYMBOLS) {
      throw new MalformedKallsymsException(tables.symbolCount(), stated + " symbols");
    }
    return (int) stated;
  }

  /** How many addresses the table holds by where the next one starts, padding included. */
  private OptionalLong room() {
    long room =
        switch (tables.encoding()) {
          case BASE_RELATIVE -> (tables.relativeBase() - tables.addresses()) / 4;
          case ABSOLUTE -> (tables.symbolCount() - tables.addresses()) / 8;
          case PLACE_RELATIVE -> 0;
        };
    return room > 1 && room <= MAX_SYMBOLS ? OptionalLong.of(room) : OptionalLong.empty();
  }

  /** Tables are padded to 8 bytes: an odd number of offsets has one of zero behind it. */
  private long withoutPadding(long room) {
    try {
      boolean padded =
          tables.encoding() == KallsymsTables.Encoding.BASE_RELATIVE
              && memory.u32(tables.addresses() + 4 * (room - 1)) == 0;
      return padded ? room - 1 : room;
    } catch (MemoryFault _) {
      return room;
    }
  }

  /**
   * The markers end where the token table starts (since 6.4), in the order of the names: all but
   * the last speak of 256 names, and what follows the last one can be counted.
   */
  private OptionalLong byMarkers() {
    long end = tables.tokenTable() & -4;
    try {
      long last = end - 4;
      last = memory.u32(last) == 0 ? last - 4 : last;
      long first = last;
      while (memory.u32(first) != 0 && (last - first) / 4 < MAX_MARKERS) {
        if (memory.u32(first - 4) >= memory.u32(first)) {
          return OptionalLong.empty();
        }
        first -= 4;
      }
      long blocks = (last - first) / 4;
      long rest = namesFrom(memory.u32(last), first - tables.names());
      boolean plausible = blocks > 0 && rest > 0 && rest <= KallsymsNames.BLOCK;
      return plausible
          ? OptionalLong.of(blocks * KallsymsNames.BLOCK + rest)
          : OptionalLong.empty();
    } catch (MemoryFault | IndexOutOfBoundsException _) {
      return OptionalLong.empty();
    }
  }

  /** Names have a letter at least: one of no tokens is padding. */
  private int namesFrom(long offset, long length) {
    if (offset < 0 || length <= offset || length > Integer.MAX_VALUE) {
      return 0;
    }
    MemoryWindow names = new MemoryWindow(memory, tables.names(), length);
    int found = 0;
    int entry = (int) offset;
    while (entry < length && names.u8(entry) != 0 && found <= KallsymsNames.BLOCK) {
      entry = KallsymsNames.endOf(names, entry);
      found++;
    }
    return found;
  }
}
