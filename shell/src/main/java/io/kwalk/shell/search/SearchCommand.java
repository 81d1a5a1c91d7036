package io.kwalk.shell.search;

import io.kwalk.core.memory.AddressRange;
import io.kwalk.core.memory.Memory;
import io.kwalk.linux.Kernel;
import io.kwalk.linux.search.MemoryRun;
import io.kwalk.linux.search.MemorySearch;
import io.kwalk.linux.search.SearchPattern;
import io.kwalk.linux.search.SearchSpace;
import io.kwalk.linux.search.UserSearch;
import io.kwalk.linux.task.Task;
import io.kwalk.linux.task.Tasks;
import io.kwalk.shell.Command;
import io.kwalk.shell.CommandException;
import io.kwalk.shell.JsonObject;
import io.kwalk.shell.Output;
import io.kwalk.shell.Session;
import io.kwalk.shell.command.AddressSpace;
import io.kwalk.shell.command.Faults;
import io.kwalk.shell.command.TaskLine;
import io.kwalk.shell.line.Options;
import java.util.ArrayList;
import java.util.List;

/** Looks for values or text in memory. */
public final class SearchCommand implements Command {
  @Override
  public String name() {
    return "search";
  }

  @Override
  public void run(Session session, List<String> arguments, Output output) throws CommandException {
    Options options = SearchArguments.options(arguments);
    Faults faults = new Faults();
    if (options.has("R")) {
      new ReferenceTable(session.kernel(), output, faults).print(options);
    } else {
      SearchArguments wanted = SearchArguments.parse(session.kernel(), options, output);
      if (wanted.where() == 't' || wanted.where() == 'T') {
        stacks(session.kernel(), wanted, output, faults);
      } else {
        memory(session, wanted, output, faults);
      }
    }
    faults.report(output);
  }

  private static void memory(Session session, SearchArguments wanted, Output output, Faults faults)
      throws CommandException {
    Kernel kernel = session.kernel();
    List<String> troubles = new ArrayList<>();
    List<MemoryRun> all = runs(session, wanted, new SearchSpace(kernel, troubles));
    AddressRange range = range(wanted, all);
    List<MemoryRun> runs = MemoryRun.clip(all, range);
    faults.addAll(troubles);
    if (wanted.verbose()) {
      runs.forEach(run -> output.warn(describe(run)));
    }
    Memory memory = memoryOf(session, wanted);
    SearchPrinter printer =
        new SearchPrinter(wanted, memory, wanted.where() != 'p' && wanted.where() != 'u', output);
    SearchPattern pattern = wanted.pattern(memory.byteOrder());
    MemorySearch.Listener listener =
        (address, word, index) ->
            printer.print(address, word, index, range.end(), new JsonObject());
    if (wanted.where() == 'u') {
      UserSearch.run(kernel, memory, runs, pattern, listener, output::checkInterrupted);
    } else {
      MemorySearch.run(kernel.physical(), runs, pattern, listener, output::checkInterrupted);
    }
  }

  private static String describe(MemoryRun run) {
    return Long.toHexString(run.address()) + " - " + Long.toHexString(run.address() + run.length());
  }

  private static List<MemoryRun> runs(Session session, SearchArguments wanted, SearchSpace space)
      throws CommandException {
    List<MemoryRun> runs = new ArrayList<>();
    switch (wanted.where()) {
      case 'p' -> runs.addAll(space.physical());
      case 'u' -> {
        Task task = session.currentTask();
        runs.addAll(
            space.user(
                task.mm()
                    .orElseThrow(
                        () -> new CommandException("current context has no user address space"))));
      }
      default -> {
        if (wanted.where() != 'V') {
          runs.addAll(space.directMap());
        }
        if (wanted.where() != 'K') {
          runs.addAll(space.mapped());
        }
        if (wanted.where() != 'V') {
          runs.addAll(space.image());
        }
      }
    }
    return runs;
  }

  private static Memory memoryOf(Session session, SearchArguments wanted) throws CommandException {
    return switch (wanted.where()) {
      case 'p' -> session.kernel().physical();
      case 'u' -> AddressSpace.userMemory(session.kernel(), session.currentTask());
      default -> session.kernel().memory();
    };
  }

  /** The addresses that -s, -e and -l leave; the end 0 for all that is behind. */
  private static AddressRange range(SearchArguments wanted, List<MemoryRun> runs)
      throws CommandException {
    char where = wanted.where();
    Long given = wanted.start();
    if (given != null && where != 'p' && (given < 0) == (where == 'u')) {
      String space = where == 'u' ? "user" : "kernel";
      throw CommandException.usage(
          "invalid " + space + " virtual address: " + Long.toHexString(given));
    }
    long start = given != null ? given : where == 'u' || where == 'p' ? 0 : first(runs);
    long end = end(wanted, start);
    if (wanted.end() != null && Long.compareUnsigned(end, start) < 0) {
      throw CommandException.usage(
          "ending address "
              + Long.toHexString(end)
              + " is below starting address "
              + Long.toHexString(start));
    }
    return given == null && end == 0 ? new AddressRange(0, 0) : new AddressRange(start, end);
  }

  private static long end(SearchArguments wanted, long start) throws CommandException {
    Long end = wanted.end();
    if (end != null && wanted.where() == 'u' && end < 0) {
      throw CommandException.usage(
          "ending address " + Long.toHexString(end) + " is in kernel space");
    }
    return end != null ? end : wanted.length() == 0 ? 0 : start + wanted.length();
  }

  private static long first(List<MemoryRun> runs) {
    return runs.isEmpty() ? 0 : runs.getFirst().address();
  }

  private static void stacks(Kernel kernel, SearchArguments wanted, Output output, Faults faults) {
    List<String> troubles = new ArrayList<>();
    SearchSpace space = new SearchSpace(kernel, troubles);
    SearchPrinter printer = new SearchPrinter(wanted, kernel.memory(), true, output);
    SearchPattern pattern = wanted.pattern(kernel.memory().byteOrder());
    boolean first = true;
    for (Task task : Tasks.of(kernel).all()) {
      if (wanted.where() == 't' || task.activeCpu().isPresent()) {
        List<MemoryRun> runs = faults.read(() -> space.stack(task), List.<MemoryRun>of());
        StackHits hits = new StackHits(task, printer, output, first);
        MemorySearch.run(kernel.physical(), runs, pattern, hits::found, output::checkInterrupted);
        first &= hits.isEmpty();
      }
    }
    faults.addAll(troubles);
  }

  /** What is found in one stack: the task is named above the first place. */
  private static final class StackHits {
    private final Task task;
    private final SearchPrinter printer;
    private final Output output;
    private final boolean first;
    private boolean empty = true;

    StackHits(Task task, SearchPrinter printer, Output output, boolean first) {
      this.task = task;
      this.printer = printer;
      this.output = output;
      this.first = first;
    }

    boolean isEmpty() {
      return empty;
    }

    void found(long address, long word, int pattern) {
      if (empty && !output.json()) {
        if (!first) {
          output.line("");
        }
        output.line(TaskLine.header(task));
      }
      empty = false;
      JsonObject row = output.json() ? TaskLine.json(task) : new JsonObject();
      printer.print(address, word, pattern, 0, row);
    }
  }
}
