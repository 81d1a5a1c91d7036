package io.kwalk.shell.stack;

import io.kwalk.core.debuginfo.Symbol;
import io.kwalk.core.debuginfo.Symbols;
import io.kwalk.shell.Text;
import java.util.Optional;

/** Symbols and frames as bt prints them. */
final class FrameText {
  private final Symbols symbols;
  private final BtOptions options;

  FrameText(Symbols symbols, BtOptions options) {
    this.symbols = symbols;
    this.options = options;
  }

  /** " #3 [ff5aa5bb80507c38] panic+317 at ffffffff981c2f95 [module]". */
  String frame(int number, long stackAddress, long ip, Optional<Symbol> symbol) {
    return (number < 10 ? " #" : "#")
        + number
        + " ["
        + Text.hex(stackAddress, 16)
        + "] "
        + place(ip, symbol);
  }

  /** "panic+317 at ffffffff981c2f95 [module]". */
  String place(long ip, Optional<Symbol> symbol) {
    String name = symbol.isEmpty() ? "(unknown)" : name(symbol.get(), ip, options.offsets());
    return name + " at " + Text.hex(ip, 16) + module(symbol);
  }

  private static String module(Optional<Symbol> symbol) {
    return symbol.isPresent() && symbol.get().module() != null
        ? " [" + Text.escape(symbol.get().module()) + "]"
        : "";
  }

  /** The symbol's name, and where {@code address} lies in it. */
  String name(Symbol symbol, long address, boolean withOffset) {
    long offset = address - symbol.address();
    String name = Text.escape(symbol.displayName());
    if (!withOffset || offset == 0) {
      return name;
    }
    return name + "+" + (options.hexadecimal() ? "0x" + Long.toHexString(offset) : offset);
  }

  /** " [exception RIP: vfs_read+12]": crash counts in decimal here, -x or not. */
  String exception(long ip) {
    Optional<Symbol> symbol = symbols.at(ip);
    if (symbol.isEmpty()) {
      return "    [exception RIP: unknown or invalid address]";
    }
    long offset = ip - symbol.get().address();
    String name = Text.escape(symbol.get().displayName());
    return "    [exception RIP: " + name + (offset == 0 ? "" : "+" + offset) + "]";
  }

  /** "[vfs_read+12]", in decimal as there; "[unknown or invalid address]". */
  String code(long address) {
    Optional<Symbol> symbol = address < 0 ? symbols.at(address) : Optional.empty();
    if (symbol.isEmpty()) {
      return "[unknown or invalid address]";
    }
    long offset = address - symbol.get().address();
    String name = Text.escape(symbol.get().displayName());
    return "[" + name + (offset == 0 ? "" : "+" + offset) + "]";
  }
}
