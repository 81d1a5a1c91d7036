package io.kwalk.shell.stack;

import io.kwalk.core.memory.MemoryFault;
import io.kwalk.core.stack.StackRegion;
import io.kwalk.linux.Kernel;
import io.kwalk.linux.stack.CpuStack;
import io.kwalk.linux.stack.CpuStacks;
import io.kwalk.linux.stack.StackWords;
import io.kwalk.linux.stack.StackWords.ExceptionFrame;
import io.kwalk.linux.task.Processors;
import io.kwalk.linux.task.Task;
import io.kwalk.linux.task.Tasks;
import io.kwalk.shell.Command;
import io.kwalk.shell.CommandException;
import io.kwalk.shell.Output;
import io.kwalk.shell.Session;
import io.kwalk.shell.TaskArguments;
import io.kwalk.shell.line.CpuSpec;
import io.kwalk.shell.line.Numbers;
import io.kwalk.shell.line.Options;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.IntStream;

/** Stack traces. */
public final class BtCommand implements Command {
  @Override
  public String name() {
    return "bt";
  }

  @Override
  public void run(Session session, List<String> arguments, Output output) throws CommandException {
    Kernel kernel = session.kernel();
    Options options = Options.parse(arguments, BtOptions.LETTERS);
    BtOptions shown = BtOptions.of(kernel, options, session.radix());
    if (options.has("A")) {
      throw new CommandException("-A shows vector registers of S390X, which this dump is not of");
    }
    if (options.has("D")) {
      throw new CommandException(
          "-D is for crash's own developers: --json says how each frame was found");
    }
    if (options.has("O")) {
      throw new CommandException("-O is not kept as a default: give -o each time");
    }
    if (options.has("v")) {
      new StackChecks(kernel, output).print(options.count("v") > 1);
    } else if (options.has("E")) {
      searchProcessorStacks(kernel, cpus(session, options), shown, output);
    } else {
      print(kernel, tasks(session, options), shown, output);
    }
  }

  private static void print(Kernel kernel, List<Task> tasks, BtOptions shown, Output output) {
    BtTask printer = new BtTask(kernel, shown, output);
    boolean printed = false;
    for (Task task : tasks) {
      output.checkInterrupted();
      printed |= printer.print(task, printed);
    }
  }

  private static List<Task> tasks(Session session, Options options) throws CommandException {
    Kernel kernel = session.kernel();
    if (options.has("a") || options.has("c")) {
      return active(kernel, cpus(session, options));
    }
    if (options.has("p")) {
      return List.of(TaskArguments.panicking(kernel));
    }
    List<Task> tasks = new ArrayList<>();
    for (String argument : options.arguments()) {
      tasks.addAll(named(kernel, argument));
    }
    if (options.arguments().isEmpty()) {
      tasks.add(session.currentTask());
    }
    return options.has("g") ? threads(kernel, tasks) : tasks;
  }

  /** PID 0 is all the idle tasks; else one task. */
  private static List<Task> named(Kernel kernel, String argument) throws CommandException {
    if (argument.equals("0")) {
      return Tasks.of(kernel).all().stream().filter(Task::isIdle).toList();
    }
    return List.of(
        single(Tasks.of(kernel), argument)
            .orElseThrow(() -> new CommandException("invalid task or pid value: " + argument)));
  }

  /** A PID, decimal or else hexadecimal, or the address of a task_struct. */
  private static Optional<Task> single(Tasks tasks, String argument) {
    OptionalLong decimal = Numbers.decimal(argument);
    if (decimal.isPresent() && decimal.getAsLong() >>> 31 == 0) {
      Optional<Task> task = tasks.withPid((int) decimal.getAsLong());
      if (task.isPresent()) {
        return task;
      }
    }
    OptionalLong hexadecimal = Numbers.hexadecimal(argument);
    if (hexadecimal.isEmpty()) {
      return Optional.empty();
    }
    long value = hexadecimal.getAsLong();
    return value >>> 31 == 0 ? tasks.withPid((int) value) : tasks.at(value);
  }

  private static List<Task> active(Kernel kernel, List<Integer> cpus) {
    Processors processors = Processors.of(kernel);
    return cpus.stream().map(processors::current).flatMap(Optional::stream).toList();
  }

  private static List<Integer> cpus(Session session, Options options) throws CommandException {
    String list = options.value("c");
    int count = Processors.of(session.kernel()).count();
    return list == null ? IntStream.range(0, count).boxed().toList() : CpuSpec.parse(session, list);
  }

  /** The leader of each, then its other threads. */
  private static List<Task> threads(Kernel kernel, List<Task> tasks) {
    List<Task> all = new ArrayList<>();
    for (Task task : tasks) {
      int tgid = task.tgid();
      Tasks.of(kernel).withPid(tgid).ifPresent(all::add);
      Tasks.of(kernel).all().stream().filter(other -> isIn(other, tgid)).forEach(all::add);
    }
    return all;
  }

  private static boolean isIn(Task task, int tgid) {
    try {
      return task.tgid() == tgid && task.pid() != tgid && tgid != 0;
    } catch (MemoryFault _) {
      return false;
    }
  }

  private static void searchProcessorStacks(
      Kernel kernel, List<Integer> cpus, BtOptions shown, Output output) {
    BtTask printer = new BtTask(kernel, shown, output);
    for (StackRegion.Kind kind : List.of(StackRegion.Kind.IRQ, StackRegion.Kind.EXCEPTION)) {
      for (CpuStack stack : CpuStacks.of(kernel).all()) {
        if (cpus.contains(stack.cpu()) && stack.region().kind() == kind) {
          searchStack(kernel, stack, printer, output);
        }
      }
    }
  }

  private static void searchStack(Kernel kernel, CpuStack stack, BtTask printer, Output output) {
    String kind = stack.region().kind() == StackRegion.Kind.IRQ ? "" : " EXCEPTION";
    try {
      List<ExceptionFrame> frames = new StackWords(kernel).exceptionFrames(stack.region().range());
      if (output.json()) {
        frames.forEach(frame -> output.row(BtJson.exceptionFrame(stack, frame)));
        return;
      }
      output.line("CPU " + stack.cpu() + " " + stack.region().name() + kind + " STACK:");
      if (frames.isEmpty()) {
        output.line("(none found)");
      }
      frames.forEach(printer::exceptionFrame);
      output.line("");
    } catch (MemoryFault fault) {
      // The stacks of #VC have pages under SEV only.
      if (fault.reason() != MemoryFault.Reason.NOT_MAPPED) {
        output.warn(fault.getMessage());
      }
    }
  }
}
