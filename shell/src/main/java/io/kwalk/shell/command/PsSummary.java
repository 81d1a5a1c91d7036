package io.kwalk.shell.command;

import io.kwalk.linux.task.Task;
import io.kwalk.shell.JsonObject;
import io.kwalk.shell.Output;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** How many tasks are in which state, in the order in which the states are met. */
final class PsSummary {
  private PsSummary() {}

  static void show(List<Task> tasks, Output output, Faults faults) {
    Map<String, Integer> counts = new LinkedHashMap<>();
    for (Task task : tasks) {
      counts.merge(faults.text(() -> task.state().letters()), 1, Integer::sum);
    }
    counts.forEach((state, count) -> {
      if (output.json()) {
        output.row(new JsonObject().put("state", state).put("tasks", count));
      } else {
        output.line("  " + state + ": " + count);
      }
    });
  }
}
