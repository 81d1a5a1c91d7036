package io.kwalk.shell;

import io.kwalk.shell.command.AsciiCommand;
import io.kwalk.shell.command.EvalCommand;
import io.kwalk.shell.command.HelpCommand;
import io.kwalk.shell.command.RdCommand;
import io.kwalk.shell.command.SymCommand;
import io.kwalk.shell.types.WhatisCommand;
import io.kwalk.shell.value.StructCommand;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Every command of the shell. A command's class is loaded when the command is first used: start-up
 * loads none of the others. To add one: its name in {@link #NAMES} and a line in {@link #create}.
 */
public final class CommandTable {
  /** In the order of help's table. */
  public static final List<String> NAMES =
      List.of("*", "ascii", "eval", "exit", "help", "q", "rd", "struct", "sym", "union", "whatis");

  private CommandTable() {}

  /** A command by its name, or null if there is none. */
  public static @Nullable Command create(String name) {
    return switch (name) {
      case "ascii" -> new AsciiCommand();
      case "eval" -> new EvalCommand();
      case "help" -> new HelpCommand();
      case "rd" -> new RdCommand();
      case "struct", "union", "*" -> new StructCommand(name);
      case "sym" -> new SymCommand();
      case "whatis" -> new WhatisCommand();
      default -> null;
    };
  }
}
