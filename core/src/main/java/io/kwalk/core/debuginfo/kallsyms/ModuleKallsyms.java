package io.kwalk.core.debuginfo.kallsyms;

import io.kwalk.core.debuginfo.MappingSymbols;
import io.kwalk.core.debuginfo.Symbol;
import io.kwalk.core.memory.ByteArrays;
import io.kwalk.core.memory.Memory;
import io.kwalk.core.memory.MemoryFault;
import io.kwalk.core.memory.MemoryWindow;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads what a module's {@code struct mod_kallsyms} points to: an array of Elf64_Sym and their
 * names.
 */
public final class ModuleKallsyms {
  /** Elf64_Sym: st_name, st_info, st_other, st_shndx, st_value, st_size. */
  private static final int SYMBOL_BYTES = 24;

  private static final int ST_INFO = 4;
  private static final int ST_SHNDX = 6;
  private static final int ST_VALUE = 8;
  private static final int SHN_UNDEF = 0;
  private static final int STB_GLOBAL = 1;

  /** The largest modules (amdgpu, nvidia) have about 40,000. */
  private static final int MAX_SYMBOLS = 1 << 20;

  private static final int MAX_STRINGS = 1 << 26;
  private static final int CHUNK = 1024;

  private ModuleKallsyms() {}

  /**
   * The defined symbols, in the table's order; those whose entry or name cannot be read are left
   * out.
   *
   * @param count {@code num_symtab}
   * @param typetab the letters, a byte each; 0 where the kernel (before 5.2) kept them in st_info
   */
  public static List<Symbol> read(
      Memory memory, long symtab, long count, long strtab, long typetab, String module) {
    List<Symbol> symbols = new ArrayList<>();
    MemoryWindow names = new MemoryWindow(memory, strtab, MAX_STRINGS);
    long bounded = Math.min(count, MAX_SYMBOLS);
    for (long first = 0; first < bounded; first += CHUNK) {
      int part = (int) Math.min(CHUNK, bounded - first);
      addPart(symbols, memory, symtab, typetab, first, part, names, module);
    }
    return symbols;
  }

  private static void addPart(
      List<Symbol> symbols,
      Memory memory,
      long symtab,
      long typetab,
      long first,
      int count,
      MemoryWindow names,
      String module) {
    try {
      byte[] entries = memory.read(symtab + first * SYMBOL_BYTES, count * SYMBOL_BYTES);
      byte[] types = typetab == 0 ? new byte[0] : memory.read(typetab + first, count);
      add(symbols, entries, types, names, memory.byteOrder(), module);
    } catch (MemoryFault _) {
      // These are lost; the next part may lie on a page that is there.
    }
  }

  private static void add(
      List<Symbol> symbols,
      byte[] entries,
      byte[] types,
      MemoryWindow names,
      ByteOrder order,
      String module) {
    int index = 0;
    for (int at = 0; at < entries.length; at += SYMBOL_BYTES) {
      String name = name(names, ByteArrays.u32(entries, at, order));
      boolean defined = ByteArrays.u16(entries, at + ST_SHNDX, order) != SHN_UNDEF;
      if (defined && !name.isEmpty() && !MappingSymbols.isOne(name)) {
        char type = type(entries[at + ST_INFO], types, index);
        symbols.add(new Symbol(name, ByteArrays.u64(entries, at + ST_VALUE, order), type, module));
      }
      index++;
    }
  }

  private static char type(byte info, byte[] types, int index) {
    if (types.length == 0) {
      return letter(info);
    }
    char letter = letter(types[index]);
    // nm's way to say global; the kernel itself asks the export tables for that.
    return info >> 4 == STB_GLOBAL ? Character.toUpperCase(letter) : letter;
  }

  private static char letter(byte letter) {
    return letter > ' ' && letter < 0x7f ? (char) letter : '?';
  }

  /** "" if it cannot be read. */
  private static String name(MemoryWindow names, long offset) {
    try {
      return names.string(offset, KallsymsNames.MAX_NAME);
    } catch (MemoryFault | IndexOutOfBoundsException _) {
      return "";
    }
  }
}
