package io.kwalk.shell.launch;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** A first word that is no file: what is to be done with the dump, other than the shell. */
public enum Subcommand {
  INFO("info"),
  DEMO("demo"),
  DIAGNOSE("diagnose"),
  OOPS("oops");

  private final String word;

  Subcommand(String word) {
    this.word = word;
  }

  /** The subcommand that {@code arguments} begin with, or null. */
  public static @Nullable Subcommand of(List<String> arguments) {
    for (Subcommand subcommand : values()) {
      if (!arguments.isEmpty() && arguments.getFirst().equals(subcommand.word)) {
        return subcommand;
      }
    }
    return null;
  }
}
