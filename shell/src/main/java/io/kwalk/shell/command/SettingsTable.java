package io.kwalk.shell.command;

import io.kwalk.core.debuginfo.Symbol;
import io.kwalk.shell.CommandException;
import io.kwalk.shell.JsonObject;
import io.kwalk.shell.Messages;
import io.kwalk.shell.Output;
import io.kwalk.shell.Session;
import io.kwalk.shell.Text;
import io.kwalk.shell.line.Addresses;
import io.kwalk.shell.line.Numbers;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** The variables of `set`: crash's names, which values each takes, how it is shown. */
final class SettingsTable {
  private static final List<String> NAMES =
      List.of(
          "scroll",
          "radix",
          "refresh",
          "print_max",
          "print_array",
          "console",
          "debug",
          "core",
          "hash",
          "silent",
          "edit",
          "namelist",
          "dumpfile",
          "unwind",
          "zero_excluded",
          "null-stop",
          "gdb",
          "scope",
          "offline",
          "redzone",
          "error");

  private SettingsTable() {}

  static boolean isVariable(String word) {
    return NAMES.contains(word) || word.equals("vi") || word.equals("emacs");
  }

  static void print(Session session, Output output) {
    for (String name : NAMES) {
      if (output.json()) {
        output.row(new JsonObject().put("name", name).put("value", session.settings().get(name)));
      } else {
        output.line(Text.right(name, 14) + ": " + shown(session, name));
      }
    }
  }

  static void printOne(Session session, String name, Output output) {
    if (output.json()) {
      output.row(new JsonObject().put("name", name).put("value", session.settings().get(name)));
    } else if (name.equals("radix")) {
      output.line("output radix: " + shown(session, name));
    } else if (name.equals("console") && session.settings().get(name).isEmpty()) {
      output.line("console: not set");
    } else if (name.equals("core")) {
      boolean drops = session.settings().isOn(name);
      String what =
          drops ? " (drop core on error message)" : " (do NOT drop core on error message)";
      output.line("core: " + shown(session, name) + what);
    } else {
      output.line(name + ": " + shown(session, name));
    }
  }

  private static String shown(Session session, String name) {
    String value = session.settings().get(name);
    return switch (name) {
      case "scroll" -> value + " (" + (value.equals("on") ? pager(session) : "none") + ")";
      case "radix" -> value.equals("16") ? "16 (hex)" : "10 (decimal)";
      case "console" -> value.isEmpty() ? "(not assigned)" : value;
      case "dumpfile" -> session.dumpFiles().getFirst().toString();
      case "namelist" -> session.kernel().debugFiles().nameOfVmlinux().orElse("(none)");
      case "scope" -> scope(session, value);
      default -> value;
    };
  }

  private static String pager(Session session) {
    String pager = session.settings().get("pager");
    return pager.isEmpty() ? "less" : pager;
  }

  private static String scope(Session session, String value) {
    OptionalLong address = Numbers.hexadecimal(value);
    if (address.isEmpty() || address.getAsLong() == 0) {
      return "0 (not set)";
    }
    Optional<Symbol> symbol = session.kernel().symbols().at(address.getAsLong());
    return value + symbol.map(found -> " (" + found.name() + ")").orElse("");
  }

  /** A variable without a value behind it: shown; vi and emacs are values themselves. */
  static void setAlone(Session session, String name) {
    if (name.equals("vi") || name.equals("emacs")) {
      session.settings().set("edit", name);
    }
  }

  static void set(Session session, String name, String value) throws CommandException {
    switch (name) {
      case "refresh",
          "print_array",
          "core",
          "hash",
          "silent",
          "unwind",
          "gdb",
          "null-stop",
          "redzone" ->
          oneOf(session, name, value, "on", "off");
      case "zero_excluded" ->
          throw new CommandException(
              "zero_excluded is settled at the start: kwalk --zero_excluded DUMP");
      case "scroll" -> scroll(session, value);
      case "radix" -> oneOf(session, name, value.equals("0x10") ? "16" : value, "10", "16");
      case "edit" -> oneOf(session, name, value, "vi", "emacs");
      case "offline" -> oneOf(session, name, value, "show", "hide");
      case "print_max", "debug" -> number(session, name, value);
      case "scope" -> {
        long address = Addresses.parse(session.kernel(), value);
        session.settings().set(name, Long.toHexString(address));
      }
      case "namelist", "dumpfile" ->
          throw new CommandException(
              name + " is settled at the start: give it on the command line");
      case "error" -> {
        Messages.check(value);
        session.settings().set(name, value);
      }
      default -> session.settings().set(name, value);
    }
  }

  private static void scroll(Session session, String value) throws CommandException {
    switch (value) {
      case "on", "off" -> session.settings().set("scroll", value);
      case "less", "more" -> {
        session.settings().set("pager", value);
        session.settings().set("scroll", "on");
      }
      case "CRASHPAGER" -> {
        String pager = System.getenv("CRASHPAGER");
        if (pager == null || pager.isBlank()) {
          throw new CommandException("CRASHPAGER is not set in the environment");
        }
        session.settings().set("pager", pager);
        session.settings().set("scroll", "on");
      }
      default ->
          throw new CommandException("scroll " + value + ": on, off, less, more or CRASHPAGER");
    }
  }

  private static void oneOf(Session session, String name, String value, String first, String second)
      throws CommandException {
    if (!value.equals(first) && !value.equals(second)) {
      throw new CommandException(name + " " + value + ": " + first + " or " + second);
    }
    session.settings().set(name, value);
  }

  private static void number(Session session, String name, String value) throws CommandException {
    long number =
        Numbers.plain(value)
            .orElseThrow(() -> new CommandException(name + " " + value + ": not a number"));
    session.settings().set(name, Long.toString(number));
  }
}
