package io.kwalk.shell;

import io.kwalk.linux.Kernel;
import io.kwalk.linux.task.Processors;
import io.kwalk.linux.task.Task;
import io.kwalk.linux.task.Tasks;
import io.kwalk.shell.line.Numbers;
import io.kwalk.shell.line.Options;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** Arguments that name a task, the same for every command. */
public final class TaskArguments {
  private TaskArguments() {}

  /**
   * The task with that PID (decimal), else with that task_struct (hexadecimal).
   *
   * @throws CommandException if there is none
   */
  public static Task parse(Kernel kernel, String text) throws CommandException {
    return find(kernel, text)
        .orElseThrow(() -> new CommandException("no task with that PID or address: " + text));
  }

  /**
   * The tasks that {@code words} name; without words the current one.
   *
   * @throws CommandException if a word names none
   */
  public static List<Task> parse(Session session, List<String> words) throws CommandException {
    if (words.isEmpty()) {
      return List.of(session.currentTask());
    }
    List<Task> tasks = new ArrayList<>();
    for (String word : words) {
      tasks.add(parse(session.kernel(), word));
    }
    return tasks;
  }

  /**
   * The task that panicked.
   *
   * @throws CommandException if none did
   */
  public static Task panicking(Kernel kernel) throws CommandException {
    return Processors.of(kernel)
        .panicTask()
        .orElseThrow(() -> new CommandException("no task panicked in this dump"));
  }

  /** Prints one of several tasks. */
  @FunctionalInterface
  public interface TaskPrinter {
    void print(Task task) throws CommandException;
  }

  /**
   * Prints each task that the options' arguments name, or the current one; an empty line stands
   * between two, but not in JSON, nor with -R, which leaves most of them out.
   */
  public static void printEach(Session session, Options options, Output output, TaskPrinter printer)
      throws CommandException {
    boolean first = true;
    for (Task task : parse(session, options.arguments())) {
      output.checkInterrupted();
      if (!first && !output.json() && !options.has("R")) {
        output.line("");
      }
      first = false;
      printer.print(task);
    }
  }

  /** As {@link #parse(Kernel, String)}, empty if there is none. */
  public static Optional<Task> find(Kernel kernel, String text) {
    Tasks tasks = Tasks.of(kernel);
    OptionalLong pid = Numbers.decimal(text);
    if (pid.isPresent() && pid.getAsLong() >= 0 && pid.getAsLong() <= Integer.MAX_VALUE) {
      Optional<Task> task = tasks.withPid((int) pid.getAsLong());
      if (task.isPresent()) {
        return task;
      }
    }
    OptionalLong address = Numbers.hexadecimal(text);
    return address.isPresent() ? tasks.at(address.getAsLong()) : Optional.empty();
  }
}
