package io.kwalk.shell.command;

import io.kwalk.linux.sched.RunQueue;
import io.kwalk.linux.sched.RunQueueEntry;
import io.kwalk.linux.task.Task;
import io.kwalk.shell.Output;
import io.kwalk.shell.Text;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Run queues as crash prints them. */
final class RunqText {
  static final String NONE = "     [no tasks queued]";

  private final Output messages;
  private final Faults faults;
  private final boolean times;

  RunqText(Output messages, Faults faults, boolean times) {
    this.messages = messages;
    this.faults = faults;
    this.times = times;
  }

  /** "PID: 1 TASK: ff… COMMAND: "systemd"". */
  static String task(Task task, Faults faults) {
    return "PID: "
        + Text.left(faults.text(task::pid), 5)
        + "  TASK: "
        + Text.hex(task.address(), 16)
        + "  COMMAND: \""
        + Text.escape(faults.text(task::comm))
        + "\"";
  }

  /** By scheduling class. */
  void classes(RunQueue queue, boolean online, Output output) {
    output.line(
        "CPU "
            + queue.cpu()
            + " RUNQUEUE: "
            + Long.toHexString(queue.address())
            + (online ? "" : " [OFFLINE]"));
    current(queue, output);
    output.line("  RT PRIO_ARRAY: " + Long.toHexString(queue.realTimeArray()));
    block(queue.realTime(), output);
    output.line("  CFS RB_ROOT: " + Long.toHexString(queue.fairTree()));
    block(queue.fair(), output);
    if (!queue.deadline().isEmpty()) {
      output.line("  DL RB_ROOT:");
      block(queue.deadline(), output);
    }
  }

  /** Tasks of sched_ext that can run, wherever they wait. */
  void runnable(RunQueue queue, Output output) {
    output.line("  SCX RUNNABLE_LIST:");
    block(queue.extensible(), output);
  }

  private void current(RunQueue queue, Output output) {
    output.line(
        "  CURRENT: " + queue.current().map(task -> task(task, faults)).orElse(Faults.CELL));
  }

  private void block(List<RunQueueEntry> entries, Output output) {
    if (!waiting(entries, output)) {
      output.line(NONE);
    }
  }

  /** All that waits, groups dissolved; whether there is anything. */
  private boolean waiting(List<RunQueueEntry> entries, Output output) {
    boolean any = false;
    for (RunQueueEntry entry : entries) {
      switch (entry) {
        case RunQueueEntry.Group group -> any |= waiting(group.entries(), output);
        case RunQueueEntry.Queued queued -> {
          if (!queued.current()) {
            output.line("     " + line(queued));
            any = true;
          }
        }
      }
    }
    return any;
  }

  /** By task group. */
  void groups(RunQueue queue, Output output) {
    output.line("CPU " + queue.cpu());
    current(queue, output);
    output.line(
        "  ROOT_TASK_GROUP: "
            + Long.toHexString(queue.rootGroup())
            + "  CFS_RQ: "
            + Long.toHexString(queue.fairQueue()));
    tree(queue.fair(), 5, output);
    if (queue.fair().isEmpty()) {
      output.line(NONE);
    }
  }

  private void tree(List<RunQueueEntry> entries, int indent, Output output) {
    messages.checkInterrupted();
    for (RunQueueEntry entry : entries) {
      switch (entry) {
        case RunQueueEntry.Group group -> {
          output.line(" ".repeat(indent) + line(group));
          tree(group.entries(), indent + 3, output);
        }
        case RunQueueEntry.Queued queued ->
            output.line(" ".repeat(indent) + line(queued) + (queued.current() ? " [CURRENT]" : ""));
      }
    }
  }

  private static String line(RunQueueEntry.Group group) {
    return "TASK_GROUP: "
        + Long.toHexString(group.group())
        + "  CFS_RQ: "
        + Long.toHexString(group.queue())
        + " "
        + (group.name().isEmpty() ? "" : " <" + Text.escape(group.name()) + ">")
        + (group.throttled() ? " (THROTTLED)" : "");
  }

  /** What the tasks themselves say. */
  void marked(int cpu, List<RunQueueEntry> entries, Output output) {
    if (output.json()) {
      for (RunQueueEntry entry : entries) {
        if (entry instanceof RunQueueEntry.Queued queued) {
          output.row(TaskLine.json(queued.task(), faults).put("priority", queued.priority()));
        }
      }
      return;
    }
    output.line("CPU " + cpu);
    block(entries, output);
  }

  private String line(RunQueueEntry.Queued queued) {
    return task(queued.priority(), queued.task(), faults) + virtual(queued);
  }

  /** "[120] PID: …". */
  static String task(int priority, Task task, Faults faults) {
    String text = priority == Integer.MIN_VALUE ? Faults.CELL : Integer.toString(priority);
    return "[" + Text.right(text, 3) + "] " + task(task, faults);
  }

  private String virtual(RunQueueEntry.Queued queued) {
    RunQueueEntry.FairTimes fair = queued.fair();
    if (!times || fair == null) {
      return "";
    }
    StringBuilder text = new StringBuilder();
    number(text, "VRUNTIME", fair.vruntime());
    number(text, "DEADLINE", fair.deadline());
    number(text, "LAG", fair.lag());
    number(text, "SLICE", fair.slice());
    return text + (fair.delayed() ? "  [DELAYED]" : "");
  }

  private static void number(StringBuilder text, String name, @Nullable Long value) {
    if (value != null) {
      text.append("  ").append(name).append(": ").append(value);
    }
  }
}
