package io.kwalk.shell.command;

import io.kwalk.core.debuginfo.Symbol;
import io.kwalk.shell.JsonObject;

/** Symbols in crash's layout. */
final class SymbolNames {
  private SymbolNames() {}

  /** "ffffffff982070d8 (T) schedule+8", and the module in brackets. */
  static String line(Symbol symbol, long address) {
    StringBuilder line = new StringBuilder();
    append(line, symbol, address);
    if (symbol.module() != null) {
      line.append(" [").append(symbol.module()).append(']');
    }
    return line.toString();
  }

  /** The same without the module. */
  static void append(StringBuilder line, Symbol symbol, long address) {
    line.append(Long.toHexString(address)).append(" (").append(symbol.type()).append(") ");
    line.append(symbol.displayName());
    if (address != symbol.address()) {
      line.append('+').append(address - symbol.address());
    }
  }

  static JsonObject json(Symbol symbol, long address) {
    JsonObject object =
        new JsonObject()
            .putAddress("address", address)
            .put("type", String.valueOf(symbol.type()))
            .put("name", symbol.name())
            .put("offset", address - symbol.address());
    return symbol.module() == null
        ? object.putNull("module")
        : object.put("module", symbol.module());
  }
}
