package io.kwalk.shell.command;

import io.kwalk.core.memory.MemoryFault;
import io.kwalk.linux.Kernel;
import io.kwalk.linux.sched.RunQueue;
import io.kwalk.linux.sched.RunQueueEntry;
import io.kwalk.linux.sched.RunQueues;
import io.kwalk.linux.task.Processors;
import io.kwalk.linux.task.Task;
import io.kwalk.linux.task.Tasks;
import io.kwalk.shell.Command;
import io.kwalk.shell.CommandException;
import io.kwalk.shell.Output;
import io.kwalk.shell.Session;
import io.kwalk.shell.line.CpuSpec;
import io.kwalk.shell.line.Options;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** What each processor runs, and what waits for it. */
public final class RunqCommand implements Command {
  @Override
  public String name() {
    return "runq";
  }

  @Override
  public void run(Session session, List<String> arguments, Output output) throws CommandException {
    Options options = Options.parse(arguments, "tTmgdvc:");
    if (!options.arguments().isEmpty()) {
      throw CommandException.usage("no arguments wanted: " + options.arguments().getFirst());
    }
    Kernel kernel = session.kernel();
    Faults faults = new Faults();
    List<Integer> cpus = cpus(session, options.value("c"));
    if (options.has("t") || options.has("T") || options.has("m")) {
      RunqTimes times = new RunqTimes(kernel, output, faults);
      if (options.has("t")) {
        times.clocks(cpus);
      } else if (options.has("T")) {
        times.lags(cpus);
      } else {
        times.running(cpus);
      }
    } else {
      queues(kernel, cpus, options, output, faults);
    }
    faults.report(output);
  }

  private static List<Integer> cpus(Session session, @Nullable String text)
      throws CommandException {
    return text == null
        ? IntStream.range(0, Processors.of(session.kernel()).count()).boxed().toList()
        : CpuSpec.parse(session, text);
  }

  private static void queues(
      Kernel kernel, List<Integer> cpus, Options options, Output output, Faults faults) {
    RunQueues queues = RunQueues.of(kernel);
    RunqText text = new RunqText(output, faults, options.has("v"));
    RunqExtensible extensible = RunqExtensible.of(kernel, options.has("v"), output, faults);
    SeparatedOutput separated = new SeparatedOutput(output);
    for (int cpu : cpus) {
      output.checkInterrupted();
      separated.next("");
      try {
        if (options.has("d")) {
          List<String> troubles = new ArrayList<>();
          List<Task> tasks = Tasks.of(kernel).all();
          List<RunQueueEntry> marked = queues.markedQueued(cpu, tasks, troubles);
          faults.addAll(troubles);
          text.marked(cpu, marked, separated);
        } else {
          RunQueue queue = queues.read(cpu);
          faults.addAll(queue.troubles());
          if (output.json()) {
            RunqJson.rows(queue, output, faults);
            extensible.rows(queue.dispatch(), 0);
          } else if (options.has("g")) {
            text.groups(queue, separated);
          } else {
            text.classes(queue, kernel.perCpu().isOnline(cpu), separated);
            extensible.processor(queue, text, separated);
          }
        }
      } catch (MemoryFault fault) {
        faults.add("run queue of CPU " + cpu + ": " + fault.getMessage());
      }
    }
    if (!options.has("d") && (output.json() || !options.has("g"))) {
      extensible.schedulers(cpus, separated);
    }
  }
}
