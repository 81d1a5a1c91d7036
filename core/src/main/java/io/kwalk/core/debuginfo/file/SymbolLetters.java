package io.kwalk.core.debuginfo.file;

import io.kwalk.core.debuginfo.elf.ElfSection;
import io.kwalk.core.debuginfo.elf.ElfSymbolTable;

/**
 * nm's letters by binding, type and section (GNU binutils manual, "nm"): capitals are global. The
 * section's flags decide, not its name: .rodata of a kernel can be written to while it starts, and
 * is 'd'.
 */
final class SymbolLetters {
  private static final int STB_GLOBAL = 1;
  private static final int STB_WEAK = 2;
  private static final int STB_GNU_UNIQUE = 10;
  private static final int STT_OBJECT = 1;
  private static final int STT_GNU_IFUNC = 10;

  private SymbolLetters() {}

  static char of(ElfSymbolTable table, int index) {
    int binding = table.binding(index);
    if (table.type(index) == STT_GNU_IFUNC) {
      return 'i';
    }
    if (binding == STB_WEAK) {
      return table.type(index) == STT_OBJECT ? 'V' : 'W';
    }
    if (binding == STB_GNU_UNIQUE) {
      return 'u';
    }
    ElfSection section = table.section(index);
    char letter = section == null ? 'a' : ofSection(section);
    return binding == STB_GLOBAL ? Character.toUpperCase(letter) : letter;
  }

  /** Of a local symbol in {@code section}. */
  static char ofSection(ElfSection section) {
    if (section.isExecutable()) {
      return 't';
    }
    if (!section.isAllocated()) {
      return 'n';
    }
    if (!section.hasBytes()) {
      return 'b';
    }
    return section.isWritable() ? 'd' : 'r';
  }
}
