package io.kwalk.core.debuginfo.elf;

import io.kwalk.core.debuginfo.DebugInfoException;
import io.kwalk.core.image.codec.FileCompression;
import io.kwalk.core.memory.Lazy;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * An ELF file of either byte order and word size (System V gABI). Opening reads the headers; a
 * section is mapped, and decompressed where it is compressed, when it is first asked for. Safe for
 * several threads.
 */
public final class ElfFile {
  /** ET_REL: a relocatable file, such as a kernel module. */
  public static final int ET_REL = 1;

  private static final int HEADER_SIZE = 64;
  private static final int SHN_XINDEX = 0xffff;

  private final String name;
  private final ElfBytes bytes;
  private final boolean wide;
  private final ByteOrder order;
  private final int type;
  private final int machine;
  private final List<ElfSection> sections;
  private final Map<String, ElfSection> byName;
  private final Map<Integer, ByteBuffer> data = new ConcurrentHashMap<>();
  private final Lazy<Optional<ElfSymbolTable>> symbolTable;
  private final Lazy<long[]> symbolAddresses;
  private final Map<Integer, ElfSection> relocations;

  private ElfFile(String name, ElfBytes bytes) {
    this.name = name;
    this.symbolTable = Lazy.of(() -> ElfSymbolTable.of(this));
    this.symbolAddresses = Lazy.of(this::readSymbolAddresses);
    this.bytes = bytes;
    SectionReader ident = header(0, Math.min(HEADER_SIZE, bytes.size()), ByteOrder.BIG_ENDIAN);
    if (ident.s32() != 0x7f454c46) {
      throw new DebugInfoException(name, "", 0, "no ELF file");
    }
    this.wide = elfClass(ident.u8());
    this.order = dataEncoding(ident.u8());
    SectionReader header = header(0, Math.min(HEADER_SIZE, bytes.size()), order);
    header.seek(16);
    this.type = header.u16();
    this.machine = header.u16();
    header.seek(wide ? 40 : 32);
    long tableOffset = wide ? header.u64() : header.u32();
    header.seek(wide ? 58 : 46);
    this.sections = readSections(tableOffset, header.u16(), header.u16(), header.u16());
    this.byName = ElfSections.byName(sections);
    this.relocations = type == ET_REL ? ElfSections.relocations(sections) : Map.of();
  }

  private ElfFile(ElfFile file, List<ElfSection> sections) {
    this.name = file.name;
    this.bytes = file.bytes;
    this.wide = file.wide;
    this.order = file.order;
    this.type = file.type;
    this.machine = file.machine;
    this.sections = sections;
    this.byName = ElfSections.byName(sections);
    this.symbolTable = Lazy.of(() -> ElfSymbolTable.of(this));
    this.symbolAddresses = Lazy.of(this::readSymbolAddresses);
    this.relocations = file.relocations;
  }

  /**
   * The same relocatable file with its sections where they were loaded: addresses of symbols and in
   * debug information are then run-time ones. Costs nothing until a section is read; shares the
   * file's bytes, not what was decompressed or relocated.
   *
   * @param addresses by the sections' names; allocated sections that are not among them stay at
   *     their own
   * @throws IllegalStateException if the file is not ET_REL
   */
  public ElfFile relocatedTo(Map<String, Long> addresses) {
    if (type != ET_REL) {
      throw new IllegalStateException(name + " is not relocatable");
    }
    List<ElfSection> placed = new ArrayList<>(sections.size());
    for (ElfSection section : sections) {
      Long address = section.isAllocated() ? addresses.get(section.name()) : null;
      placed.add(address == null ? section : section.at(address));
    }
    return new ElfFile(this, List.copyOf(placed));
  }

  private long[] readSymbolAddresses() {
    return symbolTable().map(ElfSymbolTable::addresses).orElseGet(() -> new long[0]);
  }

  /**
   * The symbols of .symtab; empty if there are none.
   *
   * @throws DebugInfoException if the table's headers are damaged
   */
  public Optional<ElfSymbolTable> symbolTable() {
    return symbolTable.get();
  }

  /**
   * Opens a file, compressed as a whole or not.
   *
   * @throws IOException if it cannot be read
   * @throws DebugInfoException if it is no ELF file, or its headers are damaged
   */
  public static ElfFile open(Path path) throws IOException {
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
      byte[] start = new byte[(int) Math.min(FileCompression.MAGIC_SIZE, channel.size())];
      channel.read(ByteBuffer.wrap(start), 0);
      FileCompression compression = isElf(start) ? null : FileCompression.of(start);
      ElfBytes bytes =
          compression == null
              ? ElfBytes.of(channel)
              : CompressedFile.unpack(path, compression, channel.size());
      return new ElfFile(path.toString(), bytes);
    }
  }

  /** Asked first, so that the libraries' classes are not loaded for what is not compressed. */
  private static boolean isElf(byte[] start) {
    return start.length > 0 && start[0] == 0x7f;
  }

  /** An ELF file in memory. */
  public static ElfFile of(String name, ByteBuffer bytes) {
    return new ElfFile(name, ElfBytes.of(bytes));
  }

  private SectionReader header(long offset, long length, ByteOrder byteOrder) {
    return new SectionReader(name, "", bytes.part(name, offset, length).order(byteOrder));
  }

  private boolean elfClass(int value) {
    if (value != 1 && value != 2) {
      throw new DebugInfoException(name, "", 4, "ELF class " + value);
    }
    return value == 2;
  }

  private ByteOrder dataEncoding(int value) {
    if (value != 1 && value != 2) {
      throw new DebugInfoException(name, "", 5, "ELF data encoding " + value);
    }
    return value == 1 ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN;
  }

  /** e_shnum 0 and e_shstrndx SHN_XINDEX: the first section header holds the true values. */
  private List<ElfSection> readSections(
      long tableOffset, int entrySize, int shortCount, int shortNames) {
    if (tableOffset == 0) {
      return List.of();
    }
    if (entrySize < (wide ? 64 : 40)) {
      throw new DebugInfoException(name, "", 0, "section headers of " + entrySize + " bytes");
    }
    ElfSection first = sectionHeader(header(tableOffset, entrySize, order), 0);
    long count = shortCount == 0 ? first.size() : shortCount;
    int names = shortNames == SHN_XINDEX ? first.link() : shortNames;
    if (count < 0 || count > (bytes.size() - tableOffset) / entrySize) {
      throw new DebugInfoException(name, "", tableOffset, count + " section headers");
    }
    SectionReader table = header(tableOffset, count * entrySize, order);
    List<ElfSection> unnamed = new ArrayList<>((int) count);
    int[] nameOffsets = new int[(int) count];
    for (int i = 0; i < count; i++) {
      nameOffsets[i] = table.at((long) i * entrySize).s32();
      unnamed.add(sectionHeader(table.at((long) i * entrySize), i));
    }
    if (names < 0 || names >= count) {
      throw new DebugInfoException(name, "", tableOffset, "no section names");
    }
    ElfSection strings = unnamed.get(names);
    SectionReader text = header(strings.offset(), strings.size(), order);
    return ElfSections.named(unnamed, nameOffsets, text);
  }

  private ElfSection sectionHeader(SectionReader at, int index) {
    at.skip(4);
    int sectionType = at.s32();
    long flags = word(at);
    long address = word(at);
    long offset = word(at);
    long size = word(at);
    int link = at.s32();
    int info = at.s32();
    word(at);
    return new ElfSection(
        index, "", sectionType, flags, address, offset, size, link, info, word(at));
  }

  private long word(SectionReader at) {
    return wide ? at.u64() : at.u32();
  }

  public String name() {
    return name;
  }

  public ByteOrder byteOrder() {
    return order;
  }

  /** Bytes of an address: 4 or 8. */
  public int wordSize() {
    return wide ? 8 : 4;
  }

  /** ET_…. */
  public int type() {
    return type;
  }

  /** EM_…. */
  public int machine() {
    return machine;
  }

  public List<ElfSection> sections() {
    return sections;
  }

  /** The first section of that name. */
  public Optional<ElfSection> section(String sectionName) {
    return Optional.ofNullable(byName.get(sectionName));
  }

  /** A reader at the start of a section; empty if there is none, or it has no bytes. */
  public Optional<SectionReader> read(String sectionName) {
    return section(sectionName).filter(ElfSection::hasBytes).map(this::read);
  }

  /**
   * A reader at the start of a section. Of a relocatable file its relocations are applied; an
   * executable's that were kept (ld --emit-relocs) are not: its sections hold the results already.
   *
   * @throws DebugInfoException if it lies outside the file, or cannot be decompressed or relocated
   */
  public SectionReader read(ElfSection section) {
    ByteBuffer known = data.get(section.index());
    if (known == null) {
      ByteBuffer loaded = relocated(section, ElfSections.load(this, section, raw(section)));
      ByteBuffer other = data.putIfAbsent(section.index(), loaded);
      known = other == null ? loaded : other;
    }
    return new SectionReader(name, section.name(), known);
  }

  private ByteBuffer relocated(ElfSection section, ByteBuffer plain) {
    ElfSection table = relocations.get(section.index());
    if (table == null || plain.limit() == 0) {
      return plain;
    }
    ByteBuffer own = plain;
    if (!section.isCompressed()) {
      own = ByteBuffer.allocateDirect(plain.limit()).put(0, plain, 0, plain.limit()).order(order);
    }
    Relocations.apply(this, section, own, table, symbolAddresses.get());
    return own;
  }

  /** The section's bytes as the file holds them. */
  ByteBuffer raw(ElfSection section) {
    return bytes.part(name, section.offset(), section.hasBytes() ? section.size() : 0).order(order);
  }

  /** The build-id in lower-case hexadecimal (the note NT_GNU_BUILD_ID of any SHT_NOTE section). */
  public Optional<String> buildId() {
    for (ElfSection section : sections) {
      if (section.type() == ElfSection.SHT_NOTE && section.hasBytes()) {
        Optional<byte[]> id = ElfNotes.buildId(read(section));
        if (id.isPresent()) {
          return id.map(HexFormat.of()::formatHex);
        }
      }
    }
    return Optional.empty();
  }
}
