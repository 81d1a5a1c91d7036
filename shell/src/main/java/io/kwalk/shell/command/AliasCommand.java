package io.kwalk.shell.command;

import io.kwalk.shell.Aliases.Alias;
import io.kwalk.shell.Command;
import io.kwalk.shell.CommandException;
import io.kwalk.shell.CommandTable;
import io.kwalk.shell.JsonObject;
import io.kwalk.shell.Output;
import io.kwalk.shell.Session;
import io.kwalk.shell.Text;
import io.kwalk.shell.line.CommandLine;
import java.util.List;

/** Shows, makes and removes aliases. */
public final class AliasCommand implements Command {
  @Override
  public String name() {
    return "alias";
  }

  @Override
  public void run(Session session, List<String> arguments, Output output) throws CommandException {
    if (arguments.isEmpty()) {
      header(output);
      session.aliases().all().forEach(alias -> print(alias, output));
      return;
    }
    String name = arguments.getFirst();
    if (name.startsWith("-")) {
      throw CommandException.usage("invalid option: " + name);
    }
    if (arguments.size() == 1) {
      show(session, name, output);
    } else if (arguments.size() == 2 && arguments.get(1).isEmpty()) {
      remove(session, name, output);
    } else {
      define(session, name, String.join(" ", arguments.subList(1, arguments.size())), output);
    }
  }

  private static void show(Session session, String name, Output output) throws CommandException {
    Alias alias =
        session
            .aliases()
            .find(name)
            .orElseThrow(() -> new CommandException("alias does not exist: " + name));
    header(output);
    print(alias, output);
  }

  private static void remove(Session session, String name, Output output) throws CommandException {
    if (!session.aliases().remove(name)) {
      throw new CommandException("alias does not exist: " + name);
    }
    if (!output.json()) {
      output.line("alias deleted: " + name);
    }
  }

  private static void define(Session session, String name, String command, Output output)
      throws CommandException {
    if (CommandTable.create(name) != null) {
      throw new CommandException("there is a command of that name: " + name);
    }
    String first = CommandLine.firstWord(session.aliases().expand(command));
    if (!CommandTable.isCommand(first) && !first.startsWith("!")) {
      throw new CommandException("does not begin with a command: " + command);
    }
    Alias alias = new Alias("runtime", name, command);
    session.aliases().put(alias);
    header(output);
    print(alias, output);
  }

  private static void header(Output output) {
    if (!output.json()) {
      output.line("ORIGIN   ALIAS    COMMAND");
    }
  }

  private static void print(Alias alias, Output output) {
    if (output.json()) {
      output.row(
          new JsonObject()
              .put("origin", alias.origin())
              .put("alias", alias.name())
              .put("command", alias.command()));
    } else {
      output.line(
          Text.left(alias.origin(), 8)
              + " "
              + Text.left(Text.escape(alias.name()), 8)
              + " "
              + Text.escape(alias.command())
              + " ");
    }
  }
}
