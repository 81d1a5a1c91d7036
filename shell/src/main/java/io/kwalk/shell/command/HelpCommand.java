package io.kwalk.shell.command;

import io.kwalk.shell.Command;
import io.kwalk.shell.CommandException;
import io.kwalk.shell.CommandTable;
import io.kwalk.shell.HelpPages;
import io.kwalk.shell.JsonObject;
import io.kwalk.shell.Output;
import io.kwalk.shell.Session;
import io.kwalk.shell.Text;
import io.kwalk.shell.debug.DebugListings;
import io.kwalk.shell.line.CommandLine;
import io.kwalk.shell.line.NearestNames;
import java.util.ArrayList;
import java.util.List;

/** The table of commands, and a page for each. */
public final class HelpCommand implements Command {
  private static final int COLUMNS = 5;

  @Override
  public String name() {
    return "help";
  }

  @Override
  public void run(Session session, List<String> arguments, Output output) throws CommandException {
    if (arguments.isEmpty()) {
      table(output);
    }
    for (String topic : arguments) {
      if (topic.equals("-g")) {
        groups(output);
      } else if (topic.length() > 1 && topic.charAt(0) == '-') {
        for (char letter : topic.substring(1).toCharArray()) {
          DebugListings.print(session, letter, output);
        }
      } else if (topic.equals("all")) {
        for (String command : CommandTable.NAMES) {
          page(session, command, output);
        }
      } else {
        page(session, topic, output);
      }
    }
  }

  private static void page(Session session, String topic, Output output) throws CommandException {
    String command = CommandLine.firstWord(session.aliases().expand(topic));
    String page =
        HelpPages.page(command)
            .orElseThrow(
                () -> new CommandException("no help for: " + topic + question(session, topic)));
    if (output.json()) {
      output.row(new JsonObject().put("command", command).put("text", page));
    } else {
      output.print("\n" + page + "\n");
    }
  }

  private static String question(Session session, String topic) {
    List<String> known = new ArrayList<>(CommandTable.NAMES);
    known.addAll(List.of("input", "output", "all", "kwalk"));
    session.aliases().all().forEach(alias -> known.add(alias.name()));
    return NearestNames.question(NearestNames.of(topic, known.stream()));
  }

  /** The commands by what they are about, each with what it is for. */
  private static void groups(Output output) {
    HelpPages.groups()
        .forEach((group, commands) -> {
          if (output.json()) {
            commands.forEach(command -> output.row(row(command).put("group", group)));
            return;
          }
          output.line("\n" + group + ":");
          for (String command : commands) {
            output.line("  " + Text.left(command, 11) + HelpPages.summary(command));
          }
        });
    end(output);
  }

  private static JsonObject row(String command) {
    return new JsonObject().put("command", command).put("summary", HelpPages.summary(command));
  }

  private static void table(Output output) {
    List<String> names = CommandTable.NAMES;
    if (output.json()) {
      names.forEach(name -> output.row(row(name)));
      return;
    }
    int rows = (names.size() + COLUMNS - 1) / COLUMNS;
    output.line("");
    for (int row = 0; row < rows; row++) {
      StringBuilder line = new StringBuilder();
      for (int index = row; index < names.size(); index += rows) {
        line.append(Text.left(names.get(index), 15));
      }
      output.line(line.toString());
    }
    end(output);
  }

  private static void end(Output output) {
    if (output.json()) {
      return;
    }
    output.line("\nFor help on any command above, enter \"help <command>\".");
    output.line("For help on input options, enter \"help input\".");
    output.line("For help on output options, enter \"help output\".\n");
  }
}
