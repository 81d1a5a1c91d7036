package io.kwalk.shell;

import io.kwalk.core.memory.MemoryFault;
import io.kwalk.core.object.UnknownNameException;
import io.kwalk.shell.line.CommandLine;
import io.kwalk.shell.line.LineSyntaxException;
import io.kwalk.shell.line.NearestNames;
import io.kwalk.shell.value.ImplicitCommand;
import java.util.ArrayList;
import java.util.List;

/** Finds what the words of a line mean, and runs that. */
final class Dispatcher {
  private final Session session;

  Dispatcher(Session session) {
    this.session = session;
  }

  /** Runs a line; it has no redirections of its own. */
  void execute(String line, Output output) throws CommandException {
    try {
      execute(CommandLine.parse(session.aliases().expand(line)), output);
    } catch (LineSyntaxException bad) {
      throw new CommandException(String.valueOf(bad.getMessage()));
    }
  }

  /**
   * Runs the words of a line whose aliases are replaced; its redirections are the caller's.
   *
   * @throws CommandException whose message begins with the command's name
   */
  void execute(CommandLine line, Output output) throws CommandException {
    if (!line.words().isEmpty()) {
      dispatch(line.words(), output);
    }
  }

  /** Runs words; an alias may be the first. */
  void execute(List<String> words, Output output) throws CommandException {
    String name = words.getFirst();
    List<String> expanded = new ArrayList<>();
    try {
      expanded.addAll(CommandLine.parse(session.aliases().expand(name)).words());
    } catch (LineSyntaxException bad) {
      throw new CommandException(name + ": " + bad.getMessage());
    }
    expanded.addAll(words.subList(1, words.size()));
    dispatch(expanded, output);
  }

  private void dispatch(List<String> words, Output output) throws CommandException {
    List<String> arguments = new ArrayList<>(words);
    String name = arguments.removeFirst();
    if (name.equals("q") || name.equals("exit")) {
      session.leave();
      return;
    }
    AnswerFormat format = format(arguments);
    if (format != AnswerFormat.TEXT && output instanceof StreamOutput stream) {
      StreamOutput rows = stream.as(format);
      run(name, arguments, rows);
      rows.flush();
    } else {
      run(name, arguments, output);
    }
  }

  /** How the words ask to be answered; takes those that say so away. */
  private static AnswerFormat format(List<String> words) {
    boolean csv = words.removeIf("--csv"::equals);
    boolean json = words.removeIf("--json"::equals);
    return csv ? AnswerFormat.CSV : json ? AnswerFormat.JSON : AnswerFormat.TEXT;
  }

  private void run(String name, List<String> arguments, Output output) throws CommandException {
    Command command = CommandTable.create(name);
    if (command == null) {
      command = ImplicitCommand.find(session, name);
    }
    if (command == null) {
      throw new CommandException("unknown command: " + name + question(name));
    }
    if (output instanceof StreamOutput stream) {
      stream.setCommand(name);
    }
    output.rowsOf(command.name());
    try {
      command.run(session, arguments, output);
    } catch (MemoryFault | UnknownNameException problem) {
      throw new CommandException(name + ": " + problem.getMessage());
    } catch (CommandException problem) {
      String usage = problem.isUsage() ? "\n" + HelpPages.synopsis(name) : "";
      throw new CommandException(name + ": " + problem.getMessage() + usage);
    }
  }

  private String question(String name) {
    List<String> known = new ArrayList<>(CommandTable.NAMES);
    session.aliases().all().forEach(alias -> known.add(alias.name()));
    return NearestNames.question(NearestNames.of(name, known.stream()));
  }
}
