package io.kwalk.core.debuginfo.elf;

/**
 * One section header of an ELF file (System V gABI, "Sections").
 *
 * @param index in the section header table
 * @param type SHT_…
 * @param flags SHF_…
 * @param address where it is linked to be, 0 in a relocatable file
 * @param offset bytes from the file's start
 * @param size bytes in the file, compressed if it is
 */
public record ElfSection(
    int index,
    String name,
    int type,
    long flags,
    long address,
    long offset,
    long size,
    int link,
    int info,
    long entrySize) {
  static final int SHT_SYMTAB = 2;
  static final int SHT_STRTAB = 3;
  static final int SHT_RELA = 4;
  static final int SHT_NOTE = 7;
  static final int SHT_NOBITS = 8;
  static final int SHT_REL = 9;
  static final int SHT_SYMTAB_SHNDX = 18;
  static final long SHF_WRITE = 1;
  static final long SHF_ALLOC = 2;
  static final long SHF_EXECINSTR = 4;
  static final long SHF_COMPRESSED = 0x800;

  /** The same section at another address. */
  ElfSection at(long newAddress) {
    return new ElfSection(
        index, name, type, flags, newAddress, offset, size, link, info, entrySize);
  }

  boolean isCompressed() {
    return (flags & SHF_COMPRESSED) != 0 || isOldCompressed();
  }

  /** Compressed as GNU tools did before the gABI had a flag for it: the name says so. */
  boolean isOldCompressed() {
    return name.startsWith(".zdebug_");
  }

  boolean isRelocationTable() {
    return type == SHT_RELA || type == SHT_REL;
  }

  /** Whether the file holds its bytes. */
  public boolean hasBytes() {
    return type != SHT_NOBITS;
  }

  /** Whether it is part of the running program. */
  public boolean isAllocated() {
    return (flags & SHF_ALLOC) != 0;
  }

  /** Whether the running program may write to it. */
  public boolean isWritable() {
    return (flags & SHF_WRITE) != 0;
  }

  /** Whether it holds code. */
  public boolean isExecutable() {
    return (flags & SHF_EXECINSTR) != 0;
  }
}
