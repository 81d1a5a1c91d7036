package io.kwalk.shell.command;

import io.kwalk.linux.task.Task;
import io.kwalk.shell.JsonObject;
import io.kwalk.shell.Text;

/** How tasks are named, the same in every command. */
public final class TaskLine {
  private TaskLine() {}

  /** crash's line above what belongs to one task. */
  public static String header(Task task) {
    Faults faults = new Faults();
    return "PID: "
        + Text.left(faults.text(task::pid), 7)
        + "  TASK: "
        + Text.left(Text.hex(task.address(), 16), 16)
        + "  CPU: "
        + Text.left(faults.text(task::cpu), 3)
        + "  COMMAND: \""
        + Text.escape(faults.text(task::comm))
        + "\"";
  }

  /** pid, task, cpu, comm: the members that rows about a task begin with. */
  public static JsonObject json(Task task) {
    return json(task, new Faults());
  }

  static JsonObject json(Task task, Faults faults) {
    JsonObject row = new JsonObject();
    faults.fill(row, r -> r.put("pid", task.pid()));
    row.putAddress("task", task.address());
    faults.fill(row, r -> r.put("cpu", task.cpu()));
    faults.fill(row, r -> r.put("comm", task.comm()));
    return row;
  }
}
