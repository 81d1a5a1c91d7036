package io.kwalk.shell.value;

import io.kwalk.core.object.NumberFormat;
import io.kwalk.core.object.PrintOptions;
import io.kwalk.shell.Session;
import io.kwalk.shell.line.Numbers;

/** How the shell's variables want values printed. */
public final class ValueOptions {
  private static final int MOST = 1 << 20;

  private ValueOptions() {}

  /** The options that the shell is set to. */
  public static PrintOptions of(Session session, boolean hexadecimal) {
    long elements = Numbers.plain(session.settings().get("print_max")).orElse(256);
    return new PrintOptions(
        hexadecimal,
        Math.clamp(elements, 1, MOST),
        session.settings().isOn("print_array"),
        session.settings().isOn("null-stop"),
        NumberFormat.NATURAL);
  }
}
