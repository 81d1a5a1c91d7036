package io.kwalk.shell.command;

import io.kwalk.core.memory.InOrder;
import io.kwalk.core.memory.MemoryFault;
import io.kwalk.linux.task.Task;
import io.kwalk.shell.Command;
import io.kwalk.shell.CommandException;
import io.kwalk.shell.CommandTable;
import io.kwalk.shell.Output;
import io.kwalk.shell.Session;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Runs a command for each of many tasks. */
public final class ForeachCommand implements Command {
  private static final List<String> COMMANDS =
      List.of(
          "bt", "vm", "task", "files", "net", "set", "ps", "sig", "vtop", "syscall", "cgroup", "ns",
          "cred");

  /** Commands that print one table of many tasks. */
  private static final List<String> TABLES = List.of("ps", "syscall");

  @Override
  public String name() {
    return "foreach";
  }

  @Override
  public void run(Session session, List<String> arguments, Output output) throws CommandException {
    int at = 0;
    TaskSelection selection = new TaskSelection(session.kernel());
    while (at < arguments.size() && !COMMANDS.contains(arguments.get(at))) {
      String word = arguments.get(at++);
      if (word.startsWith("-")) {
        throw CommandException.usage(
            "invalid option: " + word + ": options stand behind the command");
      }
      selection.add(word);
    }
    if (at == arguments.size()) {
      throw CommandException.usage("a command is needed: " + String.join(" ", COMMANDS));
    }
    List<String> commands = new ArrayList<>();
    while (at < arguments.size() && COMMANDS.contains(arguments.get(at))) {
      commands.add(arguments.get(at++));
    }
    List<String> rest = arguments.subList(at, arguments.size());
    List<Task> tasks = selection.tasks();
    for (String command : commands) {
      if (!CommandTable.isCommand(command)) {
        throw new CommandException("there is no command " + command + " yet");
      }
    }
    if (commands.size() == 1 && TABLES.contains(commands.getFirst())) {
      all(session, commands.getFirst(), tasks, rest, output);
    } else {
      each(session, tasks, commands, rest, output);
    }
  }

  /** Such a command takes all tasks at once. */
  private static void all(
      Session session, String command, List<Task> tasks, List<String> rest, Output output)
      throws CommandException {
    if (tasks.isEmpty()) {
      return;
    }
    List<String> words = new ArrayList<>(rest);
    words.addFirst(command);
    tasks.forEach(task -> words.add(Long.toHexString(task.address())));
    session.execute(words, output);
  }

  /** On all processors. */
  private static void each(
      Session session, List<Task> tasks, List<String> commands, List<String> rest, Output output)
      throws CommandException {
    SeparatedOutput separated = new SeparatedOutput(output);
    Stream<TaskAnswer> pieces =
        tasks.stream()
            .flatMap(task ->
                commands.stream()
                    .map(command ->
                        new TaskAnswer(
                            session,
                            task,
                            words(command, task, rest),
                            () -> header(command, task),
                            separated)));
    int failed = 0;
    try (InOrder<TaskAnswer> answers = InOrder.of(pieces.iterator())) {
      while (answers.hasNext()) {
        output.checkInterrupted();
        failed += answers.next().finish() ? 0 : 1;
      }
    }
    separated.end();
    if (failed > 0) {
      throw new CommandException("failed for " + failed + " of " + tasks.size() + " tasks");
    }
  }

  /** What the command does not print itself; "" where it does. */
  private static String header(String command, Task task) {
    try {
      return command.equals("set") || command.equals("vtop") ? TaskLine.header(task) : "";
    } catch (MemoryFault fault) {
      return "TASK: " + Long.toHexString(task.address()) + "  (" + fault.getMessage() + ")";
    }
  }

  /** Sockets alone are a task's own. */
  private static List<String> sockets(List<String> rest) {
    List<String> words = new ArrayList<>(rest);
    if (rest.stream().noneMatch(word -> word.startsWith("-s") || word.startsWith("-S"))) {
      words.addFirst("-s");
    }
    return words;
  }

  private static List<String> words(String command, Task task, List<String> rest) {
    String address = Long.toHexString(task.address());
    List<String> words = new ArrayList<>();
    words.add(command);
    switch (command) {
      case "set" -> words.add("-t");
      case "vtop" -> words.add("-c");
      case "net" -> words.addAll(sockets(rest));
      default -> words.addAll(rest);
    }
    words.add(address);
    if (command.equals("vtop")) {
      words.addAll(rest);
    }
    return words;
  }
}
