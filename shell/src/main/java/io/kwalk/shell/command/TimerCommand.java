package io.kwalk.shell.command;

import io.kwalk.core.memory.MemoryFault;
import io.kwalk.linux.Kernel;
import io.kwalk.linux.task.Processors;
import io.kwalk.linux.time.HighResolutionBase;
import io.kwalk.linux.time.HighResolutionTimers;
import io.kwalk.linux.time.TimerWheels;
import io.kwalk.linux.time.WheelBase;
import io.kwalk.shell.Command;
import io.kwalk.shell.CommandException;
import io.kwalk.shell.JsonObject;
import io.kwalk.shell.Output;
import io.kwalk.shell.Session;
import io.kwalk.shell.line.CpuSpec;
import io.kwalk.shell.line.Options;
import java.util.List;
import java.util.stream.IntStream;

/** Timers that wait. */
public final class TimerCommand implements Command {
  @Override
  public String name() {
    return "timer";
  }

  @Override
  public void run(Session session, List<String> arguments, Output output) throws CommandException {
    Options options = Options.parse(arguments, "rC:");
    if (!options.arguments().isEmpty()) {
      throw CommandException.usage("no arguments wanted: " + options.arguments().getFirst());
    }
    Kernel kernel = session.kernel();
    String chosen = options.value("C");
    List<Integer> cpus =
        chosen == null
            ? IntStream.range(0, Processors.of(kernel).count()).boxed().toList()
            : CpuSpec.parse(session, chosen);
    Faults faults = new Faults();
    long jiffies = 0;
    if (!options.has("r")) {
      jiffies = faults.read(() -> TimerWheels.of(kernel).jiffies(), 0L);
      if (!output.json()) {
        output.line("JIFFIES");
        output.line(Long.toString(jiffies) + "\n");
      }
    }
    SeparatedOutput separated = new SeparatedOutput(output);
    for (int cpu : cpus) {
      output.checkInterrupted();
      separated.next("");
      try {
        if (options.has("r")) {
          highResolution(kernel, cpu, separated, faults);
        } else {
          wheels(kernel, cpu, jiffies, separated, faults);
        }
      } catch (MemoryFault fault) {
        faults.add("timers of CPU " + cpu + ": " + fault.getMessage());
      }
    }
    faults.report(output);
  }

  private static void wheels(Kernel kernel, int cpu, long now, Output output, Faults faults) {
    for (WheelBase base : TimerWheels.of(kernel).read(cpu)) {
      faults.addAll(base.troubles());
      Columns table = new Columns("EXPIRES", "TTE", "TIMER_LIST", "FUNCTION");
      for (WheelBase.Timer timer : base.timers()) {
        if (output.json()) {
          output.row(
              new JsonObject()
                  .put("cpu", cpu)
                  .put("base", "BASE_" + base.name())
                  .putAddress("timer", timer.address())
                  .put("expires", timer.expires())
                  .put("ticks_left", timer.expires() - now)
                  .putAddress("function", timer.function())
                  .put("function_name", FunctionName.of(kernel, timer.function())));
        }
        table.add(
            Long.toString(timer.expires()),
            Long.toString(timer.expires() - now),
            Long.toHexString(timer.address()),
            FunctionName.withAddress(kernel, timer.function()));
      }
      if (!output.json()) {
        output.line(
            "TIMER_BASES["
                + cpu
                + "][BASE_"
                + base.name()
                + "]: "
                + Long.toHexString(base.address()));
        print(table, "  ", "  (none)", output);
      }
    }
  }

  private static void print(Columns table, String indent, String none, Output output) {
    if (table.isEmpty()) {
      output.line(none);
    } else {
      table.lines(indent).forEach(output::line);
    }
  }

  private static void highResolution(Kernel kernel, int cpu, Output output, Faults faults) {
    List<HighResolutionBase> bases = HighResolutionTimers.of(kernel).read(cpu);
    for (HighResolutionBase base : bases) {
      faults.addAll(base.troubles());
      if (output.json()) {
        base.timers().forEach(timer -> output.row(json(kernel, base, timer)));
        continue;
      }
      output.line(
          base.index() == 0
              ? "CPU: " + cpu + "  HRTIMER_CPU_BASE: " + Long.toHexString(base.processorBase())
              : "");
      output.line(
          "  CLOCK: "
              + base.index()
              + "  HRTIMER_CLOCK_BASE: "
              + Long.toHexString(base.address())
              + "  ["
              + base.clock()
              + "]");
      print(kernel, base, output);
    }
  }

  private static void print(Kernel kernel, HighResolutionBase base, Output output) {
    Columns table = new Columns("SOFTEXPIRES", "EXPIRES", "TTE", "HRTIMER", "FUNCTION");
    for (HighResolutionBase.Timer timer : base.timers()) {
      table.add(
          Long.toString(timer.softExpires()),
          Long.toString(timer.expires()),
          Long.toString(timer.expires() - base.now()),
          Long.toHexString(timer.address()),
          FunctionName.withAddress(kernel, timer.function()));
    }
    if (!table.isEmpty()) {
      output.line("     CURRENT");
      output.line("  " + base.now());
    }
    print(table, "  ", "  (empty)", output);
  }

  private static JsonObject json(
      Kernel kernel, HighResolutionBase base, HighResolutionBase.Timer timer) {
    return new JsonObject()
        .put("cpu", base.cpu())
        .put("clock", base.clock())
        .put("clock_base", base.index())
        .put("now_ns", base.now())
        .putAddress("timer", timer.address())
        .put("soft_expires_ns", timer.softExpires())
        .put("expires_ns", timer.expires())
        .putAddress("function", timer.function())
        .put("function_name", FunctionName.of(kernel, timer.function()));
  }
}
