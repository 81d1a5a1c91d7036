package io.kwalk.shell.command;

import io.kwalk.shell.line.Numbers;
import java.util.Optional;
import java.util.OptionalLong;

/** FILE:LINE as an argument: "kernel/panic.c:250". */
record FileLine(String file, int line) {
  /** Empty if {@code argument} is something else. */
  static Optional<FileLine> parse(String argument) {
    int colon = argument.lastIndexOf(':');
    if (colon <= 0) {
      return Optional.empty();
    }
    OptionalLong line = Numbers.decimal(argument.substring(colon + 1));
    return line.isPresent() && line.getAsLong() > 0 && line.getAsLong() <= Integer.MAX_VALUE
        ? Optional.of(new FileLine(argument.substring(0, colon), (int) line.getAsLong()))
        : Optional.empty();
  }
}
