package io.kwalk.shell.command;

import io.kwalk.linux.system.Clock;
import io.kwalk.linux.task.Task;
import io.kwalk.linux.task.TaskTimes;
import io.kwalk.shell.Output;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** When each task started, and the processor time it used; the oldest first. */
final class PsTimes {
  private static final long SECOND = 1_000_000_000;

  private PsTimes() {}

  static void show(List<Task> tasks, Output output, Faults faults) {
    List<Task> byStart = new ArrayList<>(tasks);
    byStart.sort(
        Comparator.comparingLong(task -> faults.read(() -> TaskTimes.of(task).start(), 0L)));
    for (Task task : byStart) {
      output.checkInterrupted();
      if (output.json()) {
        output.row(
            TaskLine.json(task, faults)
                .put("run_time_ns", faults.read(() -> running(task), -1L))
                .put("start_time_ns", faults.read(() -> TaskTimes.of(task).start(), -1L))
                .put("user_time_ns", faults.read(() -> TaskTimes.of(task).user(), -1L))
                .put("system_time_ns", faults.read(() -> TaskTimes.of(task).system(), -1L)));
        continue;
      }
      output.line(TaskLine.header(task));
      output.line("    RUN TIME: " + faults.text(() -> Durations.clock(running(task))));
      output.line("  START TIME: " + faults.text(() -> TaskTimes.of(task).start()));
      output.line("       UTIME: " + faults.text(() -> TaskTimes.of(task).user()));
      output.line("       STIME: " + faults.text(() -> TaskTimes.of(task).system()));
      output.line("");
    }
  }

  /** The difference of whole seconds, as crash has it. */
  private static long running(Task task) {
    long up = Clock.of(task.kernel()).uptime() / SECOND;
    return Math.max(0, up - TaskTimes.of(task).start() / SECOND) * SECOND;
  }
}
