package io.kwalk.core.debuginfo.elf;

import io.kwalk.core.debuginfo.DebugInfoException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/** Names and contents of sections. */
final class ElfSections {
  private static final int ELFCOMPRESS_ZLIB = 1;

  /** deflate cannot shrink further than this (RFC 1951: 258 bytes in two bits). */
  private static final long MOST_SHRUNK = 1032;

  private ElfSections() {}

  static List<ElfSection> named(List<ElfSection> sections, int[] names, SectionReader strings) {
    List<ElfSection> named = new ArrayList<>(sections.size());
    for (int i = 0; i < names.length; i++) {
      ElfSection s = sections.get(i);
      String name = names[i] == 0 ? "" : strings.at(names[i] & 0xffff_ffffL).string();
      named.add(
          new ElfSection(
              i,
              name,
              s.type(),
              s.flags(),
              s.address(),
              s.offset(),
              s.size(),
              s.link(),
              s.info(),
              s.entrySize()));
    }
    return List.copyOf(named);
  }

  static Map<String, ElfSection> byName(List<ElfSection> sections) {
    Map<String, ElfSection> map = new HashMap<>();
    sections.forEach(section -> map.putIfAbsent(section.name(), section));
    return map;
  }

  /** The relocation tables of a relocatable file, by the index of the section they change. */
  static Map<Integer, ElfSection> relocations(List<ElfSection> sections) {
    Map<Integer, ElfSection> map = new HashMap<>();
    for (ElfSection section : sections) {
      if (section.isRelocationTable()
          && section.info() > 0
          && section.info() < sections.size()
          && isRelocatable(sections.get(section.info()))) {
        map.put(section.info(), section);
      }
    }
    return map;
  }

  /** The tables that relocating itself reads are not: that would have no end. */
  private static boolean isRelocatable(ElfSection section) {
    return switch (section.type()) {
      case ElfSection.SHT_SYMTAB, ElfSection.SHT_STRTAB, ElfSection.SHT_SYMTAB_SHNDX -> false;
      default -> section.hasBytes() && !section.isRelocationTable();
    };
  }

  /** The section's bytes, decompressed. */
  static ByteBuffer load(ElfFile file, ElfSection section, ByteBuffer raw) {
    if (!section.isCompressed()) {
      return raw;
    }
    SectionReader header = new SectionReader(file.name(), section.name(), raw);
    int type = header.s32();
    if (file.wordSize() == 8) {
      header.skip(4);
    }
    long size = file.wordSize() == 8 ? header.u64() : header.u32();
    header.skip(file.wordSize());
    byte[] packed = header.bytes(header.size() - header.position());
    if (type != ELFCOMPRESS_ZLIB) {
      throw header.fault(0, "compression type " + type);
    }
    if (size < 0 || size > Integer.MAX_VALUE - 8 || size / MOST_SHRUNK > packed.length) {
      throw header.fault(4, "decompressed size " + Long.toUnsignedString(size));
    }
    return ByteBuffer.wrap(inflate(file, section, packed, (int) size)).order(file.byteOrder());
  }

  private static byte[] inflate(ElfFile file, ElfSection section, byte[] packed, int size) {
    byte[] plain = new byte[size];
    try (Inflater inflater = new Inflater()) {
      inflater.setInput(packed);
      int done = 0;
      while (done < size) {
        int count = inflater.inflate(plain, done, size - done);
        if (count == 0) {
          throw new DebugInfoException(file.name(), section.name(), done, "zlib data ends early");
        }
        done += count;
      }
    } catch (DataFormatException damaged) {
      throw new DebugInfoException(file.name(), section.name(), 0, "damaged zlib data");
    }
    return plain;
  }
}
