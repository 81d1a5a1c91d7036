package io.kwalk.shell.command;

import io.kwalk.core.debuginfo.Symbol;
import io.kwalk.linux.Kernel;

/** String literals have no symbols: the last table before them is not what they belong to. */
public final class Literals {
  /** No constant of its own name is larger, but for a few. */
  private static final long MAX_CONSTANT = 1 << 12;

  private Literals() {}

  /** Whether {@code value} is more likely within a literal than within {@code symbol} before it. */
  public static boolean isOne(Kernel kernel, Symbol symbol, long value) {
    return value - symbol.address() > MAX_CONSTANT
        && value >= kernel.findAddress("__start_rodata").orElse(0)
        && value < kernel.findAddress("__end_rodata").orElse(0);
  }
}
