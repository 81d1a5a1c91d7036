package io.kwalk.shell.command;

import io.kwalk.linux.signal.PendingSignals;
import io.kwalk.linux.signal.SignalAction;
import io.kwalk.linux.signal.TaskSignals;
import io.kwalk.linux.task.Task;
import io.kwalk.shell.JsonObject;
import java.util.ArrayList;
import java.util.List;

/** A task's signals as a row. */
final class SigJson {
  private SigJson() {}

  static JsonObject row(Task task, Faults faults) {
    JsonObject row = TaskLine.json(task, faults);
    faults.fill(row, r -> task.signal().ifPresent(at -> r.putAddress("signal_struct", at)));
    faults.fill(row, r -> r.put("nr_threads", TaskSignals.of(task).threads().orElse(0)));
    faults.fill(row, r -> r.put("sigpending", isPending(task)));
    faults.fill(row, r -> r.putAddress("blocked", TaskSignals.of(task).blocked()));
    List<String> troubles = new ArrayList<>();
    faults.fill(row, r -> pending(r, "private", TaskSignals.of(task).ownPending(troubles)));
    faults.fill(row, r -> pending(r, "shared", TaskSignals.of(task).sharedPending(troubles)));
    faults.addAll(troubles);
    List<JsonObject> actions = new ArrayList<>();
    for (SignalAction action :
        faults.read(() -> TaskSignals.of(task).actions(), List.<SignalAction>of())) {
      actions.add(
          new JsonObject()
              .put("number", action.number())
              .putAddress("address", action.address())
              .putAddress("handler", action.handler())
              .putAddress("mask", action.mask())
              .putAddress("flags", action.flags()));
    }
    return row.putObjects("actions", actions);
  }

  private static void pending(JsonObject row, String name, PendingSignals pending) {
    List<JsonObject> queue = new ArrayList<>();
    for (PendingSignals.Queued queued : pending.queue()) {
      queue.add(
          new JsonObject().put("number", queued.number()).putAddress("siginfo", queued.info()));
    }
    row.putAddress(name + "_pending", pending.set()).putObjects(name + "_queue", queue);
  }

  /** Whether a signal waits that the task has not blocked. */
  static boolean isPending(Task task) {
    TaskSignals signals = TaskSignals.of(task);
    List<String> troubles = new ArrayList<>();
    long waiting = signals.ownPending(troubles).set() | signals.sharedPending(troubles).set();
    return (waiting & ~signals.blocked()) != 0;
  }
}
