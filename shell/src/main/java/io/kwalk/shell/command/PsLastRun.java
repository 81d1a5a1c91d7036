package io.kwalk.shell.command;

import io.kwalk.linux.Kernel;
import io.kwalk.linux.task.Processors;
import io.kwalk.linux.task.Task;
import io.kwalk.linux.task.TaskTimes;
import io.kwalk.shell.CommandException;
import io.kwalk.shell.Output;
import io.kwalk.shell.Session;
import io.kwalk.shell.Text;
import io.kwalk.shell.line.CpuSpec;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Tasks by when they last got a processor, the latest first.
 *
 * @param elapsed how long ago, instead of the scheduler's time
 * @param cpus one block each, or null for all tasks together
 */
record PsLastRun(Kernel kernel, boolean elapsed, @Nullable List<Integer> cpus)
    implements PsCommand.View {
  private record Row(Task task, long lastRun, long ago) {}

  static PsLastRun of(Session session, boolean elapsed, @Nullable String cpus)
      throws CommandException {
    return new PsLastRun(
        session.kernel(), elapsed, cpus == null ? null : CpuSpec.parse(session, cpus));
  }

  @Override
  public void show(List<Task> tasks, Output output, Faults faults) {
    List<Row> rows = new ArrayList<>();
    for (Task task : tasks) {
      long lastRun = faults.read(() -> TaskTimes.lastRun(task).orElse(0), 0L);
      long now = faults.read(() -> Processors.of(kernel).clock(task.cpu()), 0L);
      rows.add(new Row(task, lastRun, Math.max(0, now - lastRun)));
    }
    rows.sort(Comparator.comparingLong(Row::lastRun).reversed());
    if (cpus == null) {
      print(rows, rows, output, faults);
      return;
    }
    boolean first = true;
    for (int cpu : cpus) {
      if (!output.json()) {
        output.line((first ? "" : "\n") + "CPU: " + cpu);
      }
      first = false;
      List<Row> own = rows.stream().filter(row -> faults.read(row.task::cpu, -1) == cpu).toList();
      print(own, rows, output, faults);
    }
  }

  private void print(List<Row> rows, List<Row> all, Output output, Faults faults) {
    int width = all.stream().mapToInt(row -> Long.toString(row.lastRun).length()).max().orElse(1);
    for (Row row : rows) {
      output.checkInterrupted();
      if (output.json()) {
        output.row(
            TaskLine.json(row.task, faults)
                .put("last_run_ns", row.lastRun)
                .put("elapsed_ns", row.ago)
                .put("state", faults.text(() -> row.task.state().letters())));
        continue;
      }
      String time =
          elapsed
              ? Durations.withMilliseconds(row.ago, 1)
              : Text.right(Long.toString(row.lastRun), width);
      output.line(
          "["
              + time
              + "] ["
              + faults.text(() -> row.task.state().letters())
              + "]  "
              + TaskLine.header(row.task));
    }
  }
}
