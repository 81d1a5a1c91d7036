package io.kwalk.shell.command;

import io.kwalk.linux.task.ResourceLimit;
import io.kwalk.linux.task.Task;
import io.kwalk.shell.JsonObject;
import io.kwalk.shell.Output;
import io.kwalk.shell.Text;
import java.util.List;

/** Each task's resource limits. */
final class PsLimits {
  private static final int WIDTH = "(unlimited)".length();

  private PsLimits() {}

  static void show(List<Task> tasks, Output output, Faults faults) {
    for (Task task : tasks) {
      output.checkInterrupted();
      List<ResourceLimit> limits = faults.read(() -> ResourceLimit.of(task), List.of());
      if (output.json()) {
        output.row(
            TaskLine.json(task, faults)
                .putObjects("limits", limits.stream().map(PsLimits::json).toList()));
        continue;
      }
      output.line(TaskLine.header(task));
      output.line(line("RLIMIT", "CURRENT", "MAXIMUM"));
      for (ResourceLimit limit : limits) {
        output.line(line(limit.name(), number(limit.current()), number(limit.maximum())));
      }
      output.line("");
    }
  }

  private static String line(String name, String current, String maximum) {
    return Text.right(name, 12) + "   " + center(current) + "   " + center(maximum);
  }

  /** An odd blank goes to the right here, unlike {@link Text#center}. */
  private static String center(String text) {
    int blanks = Math.max(0, WIDTH - text.length());
    return " ".repeat(blanks / 2) + text + " ".repeat(blanks - blanks / 2);
  }

  private static String number(long limit) {
    return limit == ResourceLimit.UNLIMITED ? "(unlimited)" : Long.toUnsignedString(limit);
  }

  private static JsonObject json(ResourceLimit limit) {
    JsonObject row = new JsonObject().put("name", limit.name());
    put(row, "current", limit.current());
    put(row, "maximum", limit.maximum());
    return row;
  }

  private static void put(JsonObject row, String name, long limit) {
    if (limit == ResourceLimit.UNLIMITED) {
      row.putNull(name);
    } else {
      row.put(name, limit);
    }
  }
}
