package io.kwalk.shell.code;

import io.kwalk.core.arch.code.AddressFormat;
import io.kwalk.core.debuginfo.Symbol;
import io.kwalk.core.debuginfo.Symbols;
import io.kwalk.shell.JsonObject;
import io.kwalk.shell.Text;
import java.util.Optional;

/** Addresses with their symbols, as gdb prints them: {@code 0xffffffff97b49955 <vfs_read+5>}. */
final class AddressText implements AddressFormat {
  /** No variable is larger, but for a few: a name further away says nothing. */
  private static final long LARGEST_VARIABLE = 64 << 10;

  private final Symbols symbols;
  private final boolean hexadecimal;

  AddressText(Symbols symbols, boolean hexadecimal) {
    this.symbols = symbols;
    this.hexadecimal = hexadecimal;
  }

  @Override
  public boolean printsImpliedOne() {
    return true;
  }

  @Override
  public void append(StringBuilder out, long address) {
    out.append("0x").append(Long.toHexString(address));
    // Addresses in the lower half are a process's or offsets of per-CPU variables.
    if (address < 0) {
      find(address)
          .ifPresent(symbol -> {
            out.append(" <");
            appendName(out, symbol, address);
            out.append('>');
          });
    }
  }

  private Optional<Symbol> find(long address) {
    Optional<Symbol> symbol = symbols.at(address);
    boolean far =
        symbol.isPresent()
            && !symbol.get().isText()
            && address - symbol.get().address() >= LARGEST_VARIABLE;
    return far ? Optional.empty() : symbol;
  }

  void appendName(StringBuilder out, Symbol symbol, long address) {
    out.append(Text.escape(symbol.displayName()));
    long offset = address - symbol.address();
    if (offset != 0) {
      out.append('+');
      out.append(hexadecimal ? "0x" + Long.toHexString(offset) : Long.toString(offset));
    }
  }

  /** Puts the symbol of an address into a row, and the offset behind it; nothing without one. */
  void put(JsonObject row, String symbolName, String offsetName, long address) {
    if (address < 0) {
      find(address)
          .ifPresent(symbol ->
              row.put(symbolName, symbol.name()).put(offsetName, address - symbol.address()));
    }
  }
}
