package io.kwalk.shell.command;

import io.kwalk.core.memory.MemoryFault;
import io.kwalk.linux.task.ProcessStrings;
import io.kwalk.linux.task.Task;
import io.kwalk.shell.Output;
import io.kwalk.shell.Text;
import java.util.List;
import java.util.Optional;

/** Each process's arguments and environment. */
final class PsArguments {
  private PsArguments() {}

  static void show(List<Task> tasks, Output output, Faults faults) {
    for (Task task : tasks) {
      output.checkInterrupted();
      if (output.json()) {
        json(task, output, faults);
        continue;
      }
      output.line(TaskLine.header(task));
      text(task, output);
      output.line("");
    }
  }

  private static void text(Task task, Output output) {
    try {
      Optional<ProcessStrings> strings = ProcessStrings.of(task);
      if (strings.isEmpty()) {
        output.line("ps: no user stack");
        return;
      }
      output.line("ARG: " + Text.escape(String.join(" ", strings.get().arguments())));
      String title = "ENV: ";
      for (String variable : strings.get().environment()) {
        output.line(title + Text.escape(variable));
        title = "     ";
      }
    } catch (MemoryFault fault) {
      output.line(
          "ps: cannot access user stack address: "
              + Long.toHexString(fault.address())
              + ": "
              + fault.reason().text());
    }
  }

  private static void json(Task task, Output output, Faults faults) {
    Optional<ProcessStrings> strings = faults.read(() -> ProcessStrings.of(task), Optional.empty());
    output.row(
        TaskLine.json(task, faults)
            .putStrings("arguments", strings.map(ProcessStrings::arguments).orElse(List.of()))
            .putStrings("environment", strings.map(ProcessStrings::environment).orElse(List.of())));
  }
}
