package io.kwalk.shell.command;

import io.kwalk.shell.Command;
import io.kwalk.shell.CommandException;
import io.kwalk.shell.Output;
import io.kwalk.shell.Session;
import io.kwalk.shell.line.Options;
import java.util.List;

/** A command of crash's that means nothing here: says why, and what to do. */
public final class RefusedCommand implements Command {
  private final String name;

  /** {@code name} is "gdb", "map" or "wr". */
  public RefusedCommand(String name) {
    this.name = name;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public void run(Session session, List<String> arguments, Output output) throws CommandException {
    if (name.equals("wr")) {
      Options _ = Options.parse(arguments, "ukpf", "8", "16", "32", "64");
    }
    throw new CommandException(
        switch (name) {
          case "gdb" -> "there is no gdb inside; help gdb names what does the same";
          case "map" ->
              "a map of pages is made for KVM's dumps of 2010 only: there is nothing to map";
          default -> "not allowed on dumpfiles";
        });
  }
}
