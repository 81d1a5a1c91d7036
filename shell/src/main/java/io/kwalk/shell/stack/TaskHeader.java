package io.kwalk.shell.stack;

import io.kwalk.core.memory.MemoryFault;
import io.kwalk.linux.task.Task;
import io.kwalk.shell.JsonObject;
import io.kwalk.shell.Text;

/** What stands above a task's stack. */
final class TaskHeader {
  private TaskHeader() {}

  @FunctionalInterface
  private interface Reader {
    String read();
  }

  static String text(Task task) {
    return "PID: "
        + Text.left(guarded(() -> Integer.toString(task.pid())), 7)
        + "  TASK: "
        + Text.hex(task.address(), 16)
        + "  CPU: "
        + Text.left(guarded(() -> Integer.toString(task.cpu())), 3)
        + "  COMMAND: \""
        + Text.escape(guarded(task::comm))
        + "\"";
  }

  private static String guarded(Reader reader) {
    try {
      return reader.read();
    } catch (MemoryFault _) {
      return "?";
    }
  }

  static JsonObject json(Task task) {
    JsonObject row = new JsonObject();
    try {
      row.put("pid", task.pid());
      row.put("cpu", task.cpu());
      row.put("comm", task.comm());
    } catch (MemoryFault fault) {
      row.put("fault", fault.getMessage());
    }
    return row.putAddress("task", task.address());
  }
}
