package io.kwalk.shell.stack;

import io.kwalk.core.memory.MemoryFault;
import io.kwalk.linux.task.Task;
import io.kwalk.shell.JsonObject;

/** The members that a row about a task's stack begins with. */
final class TaskHeader {
  private TaskHeader() {}

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
