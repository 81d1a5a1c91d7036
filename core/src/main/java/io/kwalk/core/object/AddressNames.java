package io.kwalk.core.object;

import io.kwalk.core.debuginfo.Symbol;
import io.kwalk.core.debuginfo.Symbols;
import io.kwalk.core.debuginfo.Type;
import java.util.Optional;

/** Names of addresses as gdb writes them behind pointers: {@code <init_task+2416>}. */
public final class AddressNames {
  /**
   * Objects of vmlinux are smaller, but for a few tables. The symbol table of the running kernel
   * has no sizes, so a pointer further behind a symbol is taken to point into what has no name.
   */
  private static final long MAX_OFFSET = 1 << 20;

  private final Symbols symbols;
  private final Target target;

  public AddressNames(Target target) {
    this.target = target;
    this.symbols = target.symbols();
  }

  /** {@code " <name+offset>"} for an address in a kernel's or module's image, else "". */
  public String behind(long address) {
    return behind(address, MAX_OFFSET);
  }

  /**
   * The same for text: literals have no symbols, so only a symbol whose size is known counts for
   * what lies behind its start.
   */
  String behindText(long address) {
    return behind(address, 0);
  }

  private String behind(long address, long reach) {
    Optional<Symbol> found = address == 0 ? Optional.empty() : symbols.at(address);
    if (found.isEmpty()) {
      return "";
    }
    long offset = address - found.get().address();
    if (offset < 0 || offset > 0 && offset >= limit(found.get(), reach)) {
      return "";
    }
    return " <" + found.get().name() + (offset == 0 ? "" : "+" + offset) + ">";
  }

  /** The name of exactly this address, if it has one. */
  public Optional<String> exact(long address) {
    return symbols.at(address).filter(found -> found.address() == address).map(Symbol::name);
  }

  private long limit(Symbol symbol, long reach) {
    if (symbol.isText()) {
      return Long.MAX_VALUE;
    }
    if (symbol.name().startsWith("__start_") || symbol.name().startsWith("__stop_")) {
      // The linker's marks of a section: nothing lies behind them that they name.
      return 0;
    }
    long declared = GlobalVariables.type(target, symbol).map(Type::size).orElse(0L);
    return declared > 0 ? declared : reach;
  }
}
