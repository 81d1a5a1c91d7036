package io.kwalk.shell;

import io.kwalk.linux.Kernel;
import io.kwalk.linux.task.Task;
import io.kwalk.linux.task.Tasks;
import io.kwalk.shell.line.Numbers;
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

  /** The same, empty if there is none. */
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
