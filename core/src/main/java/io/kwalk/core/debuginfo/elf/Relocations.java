package io.kwalk.core.debuginfo.elf;

import java.nio.ByteBuffer;
import java.nio.IntBuffer;

/**
 * Applies the relocations of a relocatable file to one section (System V gABI, "Relocation"; the
 * types by each processor's supplement, see {@link RelocationTypes}).
 *
 * <p>A module's .debug_info has some hundred thousand of them, and the first trace through the
 * module waits for all. So the table is copied out in batches, and what is done for an entry is a
 * method of its own: the JVM compiles that after some hundred entries, but a loop around it all
 * only after tens of thousands.
 */
final class Relocations {
  /** Entries that are copied out of the table at a time. */
  private static final int BATCH = 1024;

  private final ElfFile file;
  private final ElfSection target;
  private final ByteBuffer bytes;
  private final long[] symbols;
  private final byte[] operations;
  private final SectionReader entries;
  private final boolean wide;
  private final int words;

  private Relocations(
      ElfFile file, ElfSection target, ByteBuffer bytes, ElfSection table, long[] symbols) {
    this.file = file;
    this.target = target;
    this.bytes = bytes;
    this.symbols = symbols;
    this.operations = RelocationTypes.of(file.machine());
    this.entries = file.read(table);
    this.wide = file.wordSize() == 8;
    this.words = table.type() == ElfSection.SHT_RELA ? 3 : 2;
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
    new Relocations(file, target, bytes, table, symbols).apply();
  }

  private void apply() {
    int count = entries.size() / entrySize();
    long[] batch = new long[words * Math.min(count, BATCH)];
    for (int first = 0; first < count; first += BATCH) {
      int size = Math.min(BATCH, count - first);
      copy(first, size, batch);
      for (int i = 0; i < size; i++) {
        apply(first + i, batch, i * words);
      }
    }
  }

  private int entrySize() {
    return words * (wide ? 8 : 4);
  }

  private void copy(int first, int count, long[] batch) {
    ByteBuffer from =
        entries.buffer().slice(first * entrySize(), count * entrySize()).order(entries.order());
    if (wide) {
      from.asLongBuffer().get(batch, 0, count * words);
    } else {
      IntBuffer narrow = from.asIntBuffer();
      for (int i = 0; i < count * words; i++) {
        batch[i] = narrow.get(i);
      }
    }
  }

  private void apply(int entry, long[] batch, int word) {
    long offset = wide ? batch[word] : batch[word] & 0xffff_ffffL;
    int info = (int) batch[word + 1];
    int symbol = wide ? (int) (batch[word + 1] >>> 32) : info >>> 8;
    int type = wide ? info : info & 0xff;
    int operation = type < 0 || type >= operations.length ? 0 : operations[type];
    int size = operation & RelocationTypes.SIZE;
    if (offset < 0
        || offset > bytes.limit() - size
        || symbol < 0
        || symbol >= symbols.length
        || operation == 0 && !target.isAllocated()) {
      throw fault(entry, offset, symbol, type, size);
    }
    if (size != 0) {
      int place = (int) offset;
      long addend = words == 3 ? batch[word + 2] : read(place, size);
      put(operation, place, size, symbols[symbol] + addend);
    }
  }

  private RuntimeException fault(int entry, long offset, int symbol, int type, int size) {
    String reason;
    if (offset < 0 || offset > bytes.limit() - size) {
      reason = "relocates 0x" + Long.toHexString(offset) + ", outside the section";
    } else if (symbol < 0 || symbol >= symbols.length) {
      reason = "symbol " + Integer.toUnsignedString(symbol) + " of " + symbols.length;
    } else {
      reason = "relocation type " + type + " of machine " + file.machine();
    }
    return entries.fault((long) entry * entrySize(), reason);
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
