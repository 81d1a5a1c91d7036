package io.kwalk.shell.command;

import io.kwalk.linux.Kernel;
import io.kwalk.linux.task.SchedulingPolicy;
import io.kwalk.linux.task.Task;
import io.kwalk.linux.task.Tasks;
import io.kwalk.shell.Command;
import io.kwalk.shell.CommandException;
import io.kwalk.shell.Output;
import io.kwalk.shell.Session;
import io.kwalk.shell.line.Options;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Predicate;

/** Tasks: as a table, or what belongs to each of them. */
public final class PsCommand implements Command {
  /** What is shown of the chosen tasks; each view is one class. */
  interface View {
    void show(List<Task> tasks, Output output, Faults faults);
  }

  @Override
  public String name() {
    return "ps";
  }

  @Override
  public void run(Session session, List<String> arguments, Output output) throws CommandException {
    Options options = Options.parse(arguments, "kuGIy:AspctaglmC:rSYH");
    if (options.has("S") && !options.arguments().isEmpty()) {
      throw new CommandException("-S option takes no arguments");
    }
    Kernel kernel = session.kernel();
    Faults faults = new Faults();
    Predicate<Task> filter = filter(options, faults);
    List<Task> tasks = choose(kernel, options, output).stream().filter(filter).toList();
    faults.addAll(Tasks.of(kernel).troubles());
    view(session, options).show(tasks, output, faults);
    faults.report(output);
  }

  private static View view(Session session, Options options) throws CommandException {
    if (options.has("l") || options.has("m")) {
      return PsLastRun.of(session, options.has("m"), options.value("C"));
    }
    if (options.has("C")) {
      throw new CommandException("-C option is only applicable with -l and -m");
    }
    if (options.has("p")) {
      return PsRelatives::parents;
    }
    if (options.has("c")) {
      return PsRelatives::children;
    }
    if (options.has("g")) {
      return PsRelatives::threads;
    }
    if (options.has("t")) {
      return PsTimes::show;
    }
    if (options.has("r")) {
      return PsLimits::show;
    }
    if (options.has("a")) {
      return PsArguments::show;
    }
    if (options.has("S")) {
      return PsSummary::show;
    }
    return new PsTable(session.kernel(), options.has("s"), options.has("Y"), !options.has("H"));
  }

  private static List<Task> choose(Kernel kernel, Options options, Output output)
      throws CommandException {
    if (options.arguments().isEmpty()) {
      return Tasks.of(kernel).all();
    }
    List<Task> chosen = new ArrayList<>();
    for (String word : options.arguments()) {
      List<Task> tasks = TaskWords.resolve(kernel, word);
      if (tasks.isEmpty()) {
        output.warn("invalid task or pid value: " + word);
      }
      for (Task task : tasks) {
        chosen.add(options.has("G") ? task.groupLeader().orElse(task) : task);
      }
    }
    return chosen;
  }

  private static Predicate<Task> filter(Options options, Faults faults) throws CommandException {
    Predicate<Task> filter = _ -> true;
    if (options.has("k")) {
      filter = filter.and(PsCommand::isKernel);
    }
    if (options.has("u")) {
      filter = filter.and(task -> !isKernel(task));
    }
    if (options.has("I")) {
      filter = filter.and(task -> !task.isIdle());
    }
    if (options.has("A")) {
      filter = filter.and(task -> task.activeCpu().isPresent());
    }
    if (options.has("G")) {
      filter = filter.and(task -> task.isIdle() || task.pid() == task.tgid());
    }
    String list = options.value("y");
    if (list != null) {
      Set<String> wanted = policies(list);
      filter = filter.and(task -> isScheduledAs(task, wanted));
    }
    Predicate<Task> whole = filter;
    // A task that cannot be read is shown rather than hidden.
    return task -> faults.read(() -> whole.test(task), true);
  }

  static boolean isKernel(Task task) {
    return task.isKernelThread() || task.isIdle();
  }

  private static boolean isScheduledAs(Task task, Set<String> wanted) {
    SchedulingPolicy policy = SchedulingPolicy.of(task);
    return wanted.contains(policy.name()) || wanted.contains(Integer.toString(policy.policy()));
  }

  private static Set<String> policies(String list) throws CommandException {
    Set<String> wanted = new HashSet<>();
    for (String word : list.split(",", -1)) {
      String policy = word.strip().toUpperCase(Locale.ROOT);
      if (!SchedulingPolicy.NAMES.contains(policy) && !isNumber(policy)) {
        throw new CommandException(word + ": invalid scheduling policy");
      }
      wanted.add(policy);
    }
    return wanted;
  }

  private static boolean isNumber(String policy) {
    return policy.length() == 1 && policy.charAt(0) >= '0' && policy.charAt(0) <= '7';
  }
}
