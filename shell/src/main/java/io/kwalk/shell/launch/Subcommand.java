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

  /** The first word that is neither --json nor --csv, as a subcommand; null if it is none. */
  public static @Nullable Subcommand of(List<String> arguments) {
    for (String argument : arguments) {
      if (!argument.equals("--json") && !argument.equals("--csv")) {
        return named(argument);
      }
    }
    return null;
  }

  private static @Nullable Subcommand named(String word) {
    for (Subcommand subcommand : values()) {
      if (word.equals(subcommand.word)) {
        return subcommand;
      }
    }
    return null;
  }

  /** What the user types. */
  public String word() {
    return word;
  }
}
