package io.kwalk.core.debuginfo.elf;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Names and contents of sections. */
final class ElfSections {
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
    for (ElfSection section : sections) {
      map.putIfAbsent(section.name(), section);
      if (section.isOldCompressed()) {
        map.putIfAbsent(".debug_" + section.name().substring(".zdebug_".length()), section);
      }
    }
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
    return section.isCompressed() ? CompressedSection.load(file, section, raw) : raw;
  }
}
