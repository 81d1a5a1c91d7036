package io.kwalk.shell.command;

import io.kwalk.shell.Command;
import io.kwalk.shell.CommandException;
import io.kwalk.shell.Output;
import io.kwalk.shell.Session;
import io.kwalk.shell.line.Options;
import java.util.List;

/** Crash's extensions are C libraries made for one release of it: none is ever loaded here. */
public final class ExtendCommand implements Command {
  @Override
  public String name() {
    return "extend";
  }

  @Override
  public void run(Session session, List<String> arguments, Output output) throws CommandException {
    Options options = Options.parse(arguments, "usl");
    List<String> files = options.arguments();
    if (options.has("u") && !files.isEmpty()) {
      throw new CommandException(files.getFirst() + ": not loaded");
    }
    if (options.has("l") && files.isEmpty()) {
      throw CommandException.usage("-l requires one or more extension library arguments");
    }
    if (!files.isEmpty()) {
      throw new CommandException(
          files.getFirst()
              + ": extensions of crash cannot be loaded; programs use the Java interface"
              + " (docs/api.md) or --json");
    }
    // Without arguments: the extensions that are loaded, which are none.
  }
}
