package io.kwalk.linux.system;

import io.kwalk.core.debuginfo.Symbol;
import io.kwalk.core.debuginfo.Symbols;
import io.kwalk.core.memory.MemoryFault;
import io.kwalk.linux.Kernel;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One system call of sys_call_table.
 *
 * @param number its index
 * @param address of its entry
 * @param name the entry's symbol, or "" if it has none
 */
public record SystemCalls(int number, long address, String name) {
  /** More than twice of what any architecture has. */
  private static final int LIMIT = 2048;

  /**
   * The table, up to the next symbol or the first word that is no kernel text.
   *
   * @throws io.kwalk.core.object.UnknownNameException if there is no sys_call_table
   * @throws MemoryFault if its first word cannot be read
   */
  public static List<SystemCalls> read(Kernel kernel) {
    long table = kernel.address("sys_call_table");
    Symbols symbols = kernel.imageSymbols();
    long end = symbols.next(table).map(Symbol::address).orElse(table + 8L * LIMIT);
    List<SystemCalls> calls = new ArrayList<>();
    for (int number = 0; number < LIMIT && table + 8L * number < end; number++) {
      long entry = kernel.memory().u64(table + 8L * number);
      Optional<Symbol> symbol = symbols.at(entry).filter(Symbol::isText);
      if (symbol.isEmpty()) {
        break;
      }
      boolean exact = symbol.get().address() == entry;
      calls.add(new SystemCalls(number, entry, exact ? name(symbols, symbol.get()) : ""));
    }
    return calls;
  }

  /** Of a call without arguments the function itself and its entry for x86-64 are one. */
  private static String name(Symbols symbols, Symbol entry) {
    String prefix = "__x64_sys_";
    if (!entry.name().startsWith(prefix)) {
      return entry.name();
    }
    return symbols
        .find("__do_sys_" + entry.name().substring(prefix.length()))
        .filter(function -> function.address() == entry.address())
        .map(Symbol::name)
        .orElse(entry.name());
  }
}
