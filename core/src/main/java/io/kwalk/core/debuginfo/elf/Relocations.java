package io.kwalk.core.debuginfo.elf;

import java.nio.ByteBuffer;

/**
 * Applies the relocations of a relocatable file to one section (System V gABI, "Relocation"; the
 * types by each processor's supplement, see {@link RelocationTypes}).
 */
final class Relocations {
  private final ElfFile file;
  private final ElfSection target;
  private final ByteBuffer bytes;
  private final byte[] operations;

  private Relocations(ElfFile file, ElfSection target, ByteBuffer bytes) {
    this.file = file;
    this.target = target;
    this.bytes = bytes;
    this.operations = RelocationTypes.of(file.machine());
  }

  /**
   * Applies {@code table} in place.
   *
   * @param bytes of {@code target}, in the file's byte order
   * @param symbols the address of each symbol
   * @throws io.kwalk.core.debuginfo.DebugInfoException if a type is not known, or an entry names
   *     what is not there
   */
  static void apply(
      ElfFile file, ElfSection target, ByteBuffer bytes, ElfSection table, long[] symbols) {
    new Relocations(file, target, bytes).apply(table, symbols);
  }

  private void apply(ElfSection table, long[] symbols) {
    SectionReader entries = file.read(table);
    ByteBuffer from = entries.buffer();
    boolean addends = table.type() == ElfSection.SHT_RELA;
    boolean wide = file.wordSize() == 8;
    int step = (addends ? 3 : 2) * file.wordSize();
    int end = from.limit() - step;
    for (int at = 0; at <= end; at += step) {
      long offset = wide ? from.getLong(at) : from.getInt(at) & 0xffff_ffffL;
      long info = wide ? from.getLong(at + 8) : from.getInt(at + 4) & 0xffff_ffffL;
      long symbol = wide ? info >>> 32 : info >>> 8;
      int type = wide ? (int) info : (int) info & 0xff;
      int operation = type < 0 || type >= operations.length ? 0 : operations[type];
      int size = operation & RelocationTypes.SIZE;
      if (offset < 0 || offset > bytes.limit() - size) {
        throw entries.fault(
            at, "relocates 0x" + Long.toHexString(offset) + ", outside the section");
      }
      if (symbol >= symbols.length) {
        throw entries.fault(at, "symbol " + symbol + " of " + symbols.length);
      }
      if (size == 0) {
        if (operation == 0 && !target.isAllocated()) {
          throw entries.fault(at, "relocation type " + type + " of machine " + file.machine());
        }
        continue;
      }
      int place = (int) offset;
      long addend;
      if (!addends) {
        addend = read(place, size);
      } else {
        addend = wide ? from.getLong(at + 16) : from.getInt(at + 8);
      }
      put(operation, place, size, symbols[(int) symbol] + addend);
    }
  }

  private void put(int operation, int place, int size, long value) {
    long result =
        switch (operation & ~RelocationTypes.SIZE) {
          case RelocationTypes.RELATIVE -> value - (target.address() + place);
          case RelocationTypes.ADD -> read(place, size) + value;
          case RelocationTypes.SUBTRACT -> read(place, size) - value;
          default -> value;
        };
    switch (size) {
      case 8 -> bytes.putLong(place, result);
      case 4 -> bytes.putInt(place, (int) result);
      case 2 -> bytes.putShort(place, (short) result);
      default -> bytes.put(place, (byte) result);
    }
  }

  private long read(int place, int size) {
    return switch (size) {
      case 8 -> bytes.getLong(place);
      case 4 -> bytes.getInt(place);
      case 2 -> bytes.getShort(place);
      default -> bytes.get(place);
    };
  }
}
