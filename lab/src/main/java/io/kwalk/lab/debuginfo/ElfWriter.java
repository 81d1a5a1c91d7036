package io.kwalk.lab.debuginfo;

import io.kwalk.lab.image.Bytes;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes ELF files of sections, of either word size and byte order (System V gABI). Section 0 is
 * the null one, the names' table is the last.
 */
public final class ElfWriter {
  private record Section(
      String name, int type, long flags, long address, byte[] bytes, int link, int info) {}

  private final boolean wide;
  private final ByteOrder order;
  private final int type;
  private final int machine;
  private final List<Section> sections = new ArrayList<>();
  private boolean extendedCounts;

  /**
   * @param wide whether addresses have 8 bytes, else 4
   * @param type ET_…
   * @param machine EM_…
   */
  public ElfWriter(boolean wide, ByteOrder order, int type, int machine) {
    this.wide = wide;
    this.order = order;
    this.type = type;
    this.machine = machine;
    sections.add(new Section("", 0, 0, 0, new byte[0], 0, 0));
  }

  /** SHT_PROGBITS; gives its index. */
  public int section(String name, long flags, long address, byte[] bytes) {
    return section(name, 1, flags, address, bytes, 0, 0);
  }

  /** Any section; gives its index. */
  public int section(
      String name, int sectionType, long flags, long address, byte[] bytes, int link, int info) {
    sections.add(new Section(name, sectionType, flags, address, bytes.clone(), link, info));
    return sections.size() - 1;
  }

  /** Whether number and names of sections are in the first section header, as in large files. */
  public ElfWriter extendedCounts() {
    extendedCounts = true;
    return this;
  }

  /** A symbol table of the null symbol and one for each value; gives its index. */
  public int symbols(int section, long... values) {
    int size = wide ? 24 : 16;
    Bytes table = new Bytes(order).pad(1).bytes(0, new byte[size]);
    for (int i = 0; i < values.length; i++) {
      int at = (i + 1) * size;
      table.bytes(at, new byte[size]).u32(at, 1);
      word(table, at + (wide ? 8 : 4), values[i]);
      table.u16(at + (wide ? 6 : 14), section);
    }
    int strings = section(".strtab", 3, 0, 0, new byte[] {0, 's', 0}, 0, 0);
    return section(".symtab", 2, 0, 0, table.toArray(), strings, 1);
  }

  /** Relocations with addends of {@code target}: offset, type, symbol, addend, and so on. */
  public void rela(int target, int symbols, long... entries) {
    Bytes table = new Bytes(order);
    int step = wide ? 8 : 4;
    for (int i = 0; i < entries.length; i += 4) {
      int at = i / 4 * 3 * step;
      word(table, at, entries[i]);
      word(table, at + step, info(entries[i + 1], entries[i + 2]));
      word(table, at + 2 * step, entries[i + 3]);
    }
    section(".rela" + sections.get(target).name(), 4, 0, 0, table.toArray(), symbols, target);
  }

  /** Relocations whose addends are in the section: offset, type, symbol, and so on. */
  public void rel(int target, int symbols, long... entries) {
    Bytes table = new Bytes(order);
    int step = wide ? 8 : 4;
    for (int i = 0; i < entries.length; i += 3) {
      int at = i / 3 * 2 * step;
      word(table, at, entries[i]);
      word(table, at + step, info(entries[i + 1], entries[i + 2]));
    }
    section(".rel" + sections.get(target).name(), 9, 0, 0, table.toArray(), symbols, target);
  }

  private long info(long relocation, long symbol) {
    return wide ? symbol << 32 | relocation : symbol << 8 | relocation;
  }

  private void word(Bytes bytes, int at, long value) {
    if (wide) {
      bytes.u64(at, value);
    } else {
      bytes.u32(at, value);
    }
  }

  /** The file. */
  public byte[] toArray() {
    Bytes names = new Bytes(order).u8(0, 0);
    List<Section> all = new ArrayList<>(sections);
    all.add(new Section(".shstrtab", 3, 0, 0, new byte[0], 0, 0));
    int[] nameOffsets = new int[all.size()];
    for (int i = 1; i < all.size(); i++) {
      nameOffsets[i] =
          names.append(
              (all.get(i).name() + "\0").getBytes(java.nio.charset.StandardCharsets.UTF_8));
    }
    Section last = all.removeLast();
    all.add(new Section(last.name(), 3, 0, 0, names.toArray(), 0, 0));
    Bytes file = new Bytes(order).bytes(0, new byte[wide ? 64 : 52]);
    long[] offsets = new long[all.size()];
    for (int i = 1; i < all.size(); i++) {
      offsets[i] = file.pad(8).append(all.get(i).bytes());
    }
    int table = file.pad(8).size();
    for (int i = 0; i < all.size(); i++) {
      header(file, table + i * (wide ? 64 : 40), all.get(i), nameOffsets[i], offsets[i]);
    }
    if (extendedCounts) {
      word(file, table + (wide ? 32 : 20), all.size());
      file.u32(table + (wide ? 40 : 24), all.size() - 1);
    }
    ident(file, table, all.size());
    return file.toArray();
  }

  private void header(Bytes file, int at, Section section, int name, long offset) {
    file.bytes(at, new byte[wide ? 64 : 40]);
    int step = wide ? 8 : 4;
    file.u32(at, name).u32(at + 4, section.type());
    word(file, at + 8, section.flags());
    word(file, at + 8 + step, section.address());
    word(file, at + 8 + 2 * step, offset);
    word(file, at + 8 + 3 * step, section.bytes().length);
    file.u32(at + 8 + 4 * step, section.link()).u32(at + 12 + 4 * step, section.info());
  }

  private void ident(Bytes file, int table, int count) {
    file.bytes(0, new byte[] {0x7f, 'E', 'L', 'F', (byte) (wide ? 2 : 1), 0, 1});
    file.u8(5, order == ByteOrder.LITTLE_ENDIAN ? 1 : 2);
    file.u16(16, type).u16(18, machine).u32(20, 1);
    word(file, wide ? 40 : 32, table);
    int tail = wide ? 58 : 46;
    file.u16(tail, wide ? 64 : 40);
    file.u16(tail + 2, extendedCounts ? 0 : count);
    file.u16(tail + 4, extendedCounts ? 0xffff : count - 1);
  }
}
