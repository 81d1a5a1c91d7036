package io.kwalk.lab.lines;

import io.kwalk.core.debuginfo.elf.ElfFile;
import io.kwalk.core.debuginfo.elf.SectionReader;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** The symbols of a 64-bit ELF file: the names that tools fall back to where DWARF has none. */
final class CodeSymbols {
  private final TreeMap<Long, Set<String>> names = new TreeMap<>(Long::compareUnsigned);

  CodeSymbols(ElfFile elf) {
    SectionReader at = elf.read(".symtab").orElseThrow();
    SectionReader text = elf.read(".strtab").orElseThrow();
    boolean linked = elf.type() != ElfFile.ET_REL;
    while (!at.atEnd()) {
      long name = at.u32();
      int type = at.u8() & 0xf;
      at.skip(1);
      int section = at.u16();
      long value = at.u64();
      at.skip(8);
      boolean inCode = linked || section < elf.sections().size() && isText(elf, section);
      if (section != 0 && inCode && type <= 2 && name != 0) {
        names.computeIfAbsent(value, _ -> new HashSet<>()).add(text.at(name).string());
      }
    }
  }

  private static boolean isText(ElfFile elf, int section) {
    return elf.sections().get(section).name().equals(".text");
  }

  /** Whether {@code name} is of the last symbol that is not behind {@code address}. */
  boolean isAt(long address, String name) {
    Map.Entry<Long, Set<String>> entry = names.floorEntry(address);
    return entry != null && entry.getValue().contains(name);
  }
}
