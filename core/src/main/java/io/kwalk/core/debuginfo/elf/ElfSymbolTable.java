package io.kwalk.core.debuginfo.elf;

import java.nio.ByteBuffer;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The symbols of a file's .symtab by their index (System V gABI, "Symbol Table"). A question costs
 * a few loads; nothing is kept. Safe for several threads.
 */
public final class ElfSymbolTable {
  /** An index of no section: the symbol is another file's. */
  public static final int SHN_UNDEF = 0;

  /** An index of no section: the value is absolute. */
  public static final int SHN_ABS = 0xfff1;

  private static final int SHN_LORESERVE = 0xff00;
  private static final int SHN_XINDEX = 0xffff;

  private final ElfFile file;
  private final boolean wide;
  private final ByteBuffer entries;
  private final SectionReader strings;
  private final int entrySize;
  private final int count;
  private final @Nullable SectionReader extended;

  private ElfSymbolTable(ElfFile file, ElfSection table) {
    this.file = file;
    this.wide = file.wordSize() == 8;
    SectionReader reader = file.read(table);
    this.entries = reader.buffer();
    this.entrySize = wide ? 24 : 16;
    this.count = entries.limit() / entrySize;
    int link = table.link();
    if (link <= 0 || link >= file.sections().size()) {
      throw reader.fault(0, "its names are in section " + link + ", which is not there");
    }
    this.strings = file.read(file.sections().get(link));
    this.extended = extended(table.index());
  }

  /** The first SHT_SYMTAB; empty if the file has none. */
  static Optional<ElfSymbolTable> of(ElfFile file) {
    for (ElfSection section : file.sections()) {
      if (section.type() == ElfSection.SHT_SYMTAB) {
        return Optional.of(new ElfSymbolTable(file, section));
      }
    }
    return Optional.empty();
  }

  private @Nullable SectionReader extended(int table) {
    for (ElfSection section : file.sections()) {
      if (section.type() == ElfSection.SHT_SYMTAB_SHNDX && section.link() == table) {
        return file.read(section);
      }
    }
    return null;
  }

  /** Number of symbols, the null one at index 0 included. */
  public int count() {
    return count;
  }

  /** Its name; "" of symbols that have none, such as sections'. */
  public String name(int index) {
    int at = entries.getInt(index * entrySize);
    return at == 0 ? "" : strings.at(at & 0xffff_ffffL).string();
  }

  /** Whether its name starts with {@code text}, ASCII: makes no string. */
  public boolean nameStarts(int index, String text) {
    ByteBuffer names = strings.buffer();
    int at = entries.getInt(index * entrySize);
    if (at < 0 || at > names.limit() - text.length()) {
      return false;
    }
    for (int i = 0; i < text.length(); i++) {
      if (names.get(at + i) != (byte) text.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  /** Its st_value. */
  public long value(int index) {
    int at = index * entrySize;
    return wide ? entries.getLong(at + 8) : entries.getInt(at + 4) & 0xffff_ffffL;
  }

  /** Its st_size in bytes. */
  public long size(int index) {
    int at = index * entrySize;
    return wide ? entries.getLong(at + 16) : entries.getInt(at + 8) & 0xffff_ffffL;
  }

  private int info(int index) {
    return entries.get(index * entrySize + (wide ? 4 : 12)) & 0xff;
  }

  /** STB_…: 0 local, 1 global, 2 weak. */
  public int binding(int index) {
    return info(index) >> 4;
  }

  /** STT_…: 0 untyped, 1 data, 2 code, 3 a section, 4 a file's name. */
  public int type(int index) {
    return info(index) & 0xf;
  }

  /** The index of its section, or SHN_UNDEF, SHN_ABS or another reserved one (from 0xff00 on). */
  public int sectionIndex(int index) {
    int section = entries.getShort(index * entrySize + (wide ? 6 : 14)) & 0xffff;
    SectionReader more = extended;
    return section == SHN_XINDEX && more != null ? more.at(4L * index).s32() : section;
  }

  /** Its section; null if it has none. */
  public @Nullable ElfSection section(int index) {
    int section = sectionIndex(index);
    boolean reserved = section >= SHN_LORESERVE && section <= SHN_XINDEX && extended == null;
    return section <= 0 || reserved || section >= file.sections().size()
        ? null
        : file.sections().get(section);
  }

  /** Whether {@code address} is between the lowest and the highest of what the file loads. */
  public boolean isWithinImage(long address) {
    boolean above = false;
    boolean below = false;
    for (ElfSection section : file.sections()) {
      // Before 6.15 the per-CPU area of x86-64 is linked at 0: its image fills a gap between
      // others.
      if (section.isAllocated() && (section.address() ^ address) >= 0) {
        above |= Long.compareUnsigned(section.address(), address) <= 0;
        below |= Long.compareUnsigned(address, section.address() + section.size()) <= 0;
      }
    }
    return above && below;
  }

  /** Its address; in a relocatable file from the address of its section on. */
  public long address(int index) {
    if (file.type() != ElfFile.ET_REL) {
      return value(index);
    }
    ElfSection section = section(index);
    return section == null ? value(index) : section.address() + value(index);
  }

  /** The address of each symbol, by its index; undefined ones are 0. */
  long[] addresses() {
    long[] addresses = new long[count];
    for (int i = 1; i < count; i++) {
      addresses[i] = address(i);
    }
    return addresses;
  }
}
