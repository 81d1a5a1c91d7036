package io.kwalk.shell;

import io.kwalk.shell.line.CommandLine;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Words that stand for other words at the start of a line. */
public final class Aliases {
  /**
   * One alias.
   *
   * @param origin "builtin", ".kwalkrc", "runtime"
   */
  public record Alias(String origin, String name, String command) {}

  /** More aliases behind aliases are a loop. */
  private static final int MAX_DEPTH = 16;

  private final Map<String, Alias> aliases = new LinkedHashMap<>();

  public Aliases() {
    String[] builtin = {
      "man", "help",
      "?", "help",
      "quit", "q",
      "sf", "set scroll off",
      "sn", "set scroll on",
      "hex", "set radix 16",
      "dec", "set radix 10",
      "g", "gdb",
      "px", "p -x",
      "pd", "p -d",
      "for", "foreach",
      "size", "*",
      "dmesg", "log",
      "lsmod", "mod",
      "last", "ps -l"
    };
    for (int i = 0; i < builtin.length; i += 2) {
      put(new Alias("builtin", builtin[i], builtin[i + 1]));
    }
  }

  public Optional<Alias> find(String name) {
    return Optional.ofNullable(aliases.get(name));
  }

  public void put(Alias alias) {
    aliases.put(alias.name(), alias);
  }

  /** Whether there was one. */
  public boolean remove(String name) {
    return aliases.remove(name) != null;
  }

  /**
   * A line with the alias at its start replaced, again and again while that begins with another
   * one. Commands come before aliases.
   */
  public String expand(String line) {
    String expanded = line.strip();
    for (int i = 0; i < MAX_DEPTH; i++) {
      String word = CommandLine.firstWord(expanded);
      Alias alias = aliases.get(word);
      if (alias == null || CommandTable.create(word) != null) {
        break;
      }
      expanded = alias.command() + expanded.substring(word.length());
    }
    return expanded;
  }

  /** All, in the order of definition. */
  public Iterable<Alias> all() {
    return aliases.values();
  }
}
