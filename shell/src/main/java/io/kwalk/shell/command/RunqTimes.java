package io.kwalk.shell.command;

import io.kwalk.linux.Kernel;
import io.kwalk.linux.task.Processors;
import io.kwalk.linux.task.Task;
import io.kwalk.linux.task.TaskTimes;
import io.kwalk.shell.JsonObject;
import io.kwalk.shell.Output;
import io.kwalk.shell.Text;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The clocks of the run queues, and since when each processor runs what it runs. */
final class RunqTimes {
  private record Reading(int cpu, long clock) {}

  private final Kernel kernel;
  private final Output output;
  private final Faults faults;

  RunqTimes(Kernel kernel, Output output, Faults faults) {
    this.kernel = kernel;
    this.output = output;
    this.faults = faults;
  }

  private static String processor(int cpu) {
    return (cpu < 10 ? " " : "") + "CPU " + cpu + ": ";
  }

  private long clock(int cpu) {
    return faults.read(() -> Processors.of(kernel).clock(cpu), 0L);
  }

  private long lastRun(Task task) {
    return faults.read(() -> TaskTimes.lastRun(task).orElse(0), 0L);
  }

  private JsonObject row(int cpu) {
    JsonObject row =
        Processors.of(kernel)
            .current(cpu)
            .map(task -> TaskLine.json(task, faults))
            .orElseGet(JsonObject::new);
    return row.put("rq_cpu", cpu).put("clock_ns", clock(cpu));
  }

  void clocks(List<Integer> cpus) {
    for (int cpu : cpus) {
      Optional<Task> current = Processors.of(kernel).current(cpu);
      long last = current.map(this::lastRun).orElse(0L);
      if (output.json()) {
        output.row(row(cpu).put("last_run_ns", last));
        continue;
      }
      String clock = Long.toString(clock(cpu));
      output.line(processor(cpu) + clock);
      output.line(
          " ".repeat(processor(cpu).length())
              + Text.right(Long.toString(last), clock.length())
              + "  "
              + current.map(task -> RunqText.task(task, faults)).orElse(Faults.CELL));
    }
  }

  /** How far each clock lags behind the latest. */
  void lags(List<Integer> cpus) {
    List<Reading> readings = new ArrayList<>();
    for (int cpu : cpus) {
      readings.add(new Reading(cpu, clock(cpu)));
    }
    readings.sort(Comparator.comparingLong(Reading::clock).reversed());
    for (Reading reading : readings) {
      long lag = readings.getFirst().clock - reading.clock;
      if (output.json()) {
        output.row(row(reading.cpu).put("lag_ns", lag));
      } else {
        output.line(
            " " + processor(reading.cpu) + String.format(Locale.ROOT, "%.2f", lag / 1e9) + " secs");
      }
    }
  }

  void running(List<Integer> cpus) {
    for (int cpu : cpus) {
      Optional<Task> current = Processors.of(kernel).current(cpu);
      long time = Math.max(0, clock(cpu) - current.map(this::lastRun).orElse(0L));
      if (output.json()) {
        output.row(row(cpu).put("running_ns", time));
        continue;
      }
      output.line(
          processor(cpu)
              + "["
              + Durations.withMilliseconds(time, 1)
              + "]  "
              + current.map(task -> RunqText.task(task, faults)).orElse(Faults.CELL));
    }
  }
}
