package io.kwalk.shell.stack;

import io.kwalk.core.memory.MemoryFault;
import io.kwalk.linux.Kernel;
import io.kwalk.linux.stack.StackCheck;
import io.kwalk.linux.stack.StackWords;
import io.kwalk.linux.task.Task;
import io.kwalk.linux.task.Tasks;
import io.kwalk.shell.JsonObject;
import io.kwalk.shell.Output;
import io.kwalk.shell.Text;
import io.kwalk.shell.command.Faults;
import io.kwalk.shell.command.TaskLine;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** bt -v: the stacks of all tasks, for what an overflow leaves; -vv: how deep each was used. */
final class StackChecks {
  private final Kernel kernel;
  private final Output output;

  StackChecks(Kernel kernel, Output output) {
    this.kernel = kernel;
    this.output = output;
  }

  void print(boolean depths) {
    List<StackCheck> checks = checks();
    if (depths) {
      printDepths(checks);
      return;
    }
    boolean found = false;
    for (StackCheck check : checks) {
      if (!check.isEndWhole() || !check.isCpuValid()) {
        found = true;
        printDamaged(check);
      }
    }
    if (!found && !output.json()) {
      output.line("No stack overflows detected");
    }
  }

  private List<StackCheck> checks() {
    List<StackCheck> checks = new ArrayList<>();
    Faults faults = new Faults();
    for (Task task : Tasks.of(kernel).all()) {
      output.checkInterrupted();
      try {
        StackCheck.of(task).ifPresent(checks::add);
      } catch (MemoryFault fault) {
        faults.add(String.valueOf(fault.getMessage()));
      }
    }
    faults.report(output);
    return checks;
  }

  private void printDamaged(StackCheck check) {
    if (output.json()) {
      output.row(json(check));
      return;
    }
    output.line(TaskLine.header(check.task()));
    if (!check.isCpuValid()) {
      output.line(
          "  possible stack overflow: thread_info.cpu: " + check.cpu() + " >= " + check.cpus());
    }
    if (!check.isEndWhole()) {
      output.line(
          "  possible stack overflow: "
              + Text.hex(check.stack().start(), 1)
              + ": "
              + Text.hex(check.end(), 1)
              + " != STACK_END_MAGIC");
    }
    output.line("");
  }

  private void printDepths(List<StackCheck> checks) {
    List<StackCheck> sorted = new ArrayList<>(checks);
    sorted.sort(
        Comparator.comparingLong((StackCheck check) -> check.deepest().orElse(check.size()))
            .reversed());
    if (output.json()) {
      sorted.forEach(check -> output.row(json(check)));
      return;
    }
    output.line("    PID         TASK         SIZE  DEEPEST   USED  COMMAND");
    sorted.forEach(this::depth);
  }

  private void depth(StackCheck check) {
    String deepest =
        check.deepest().isPresent() ? Long.toString(check.deepest().getAsLong()) : "OVERFLOW";
    output.line(
        Text.right(Integer.toString(check.task().pid()), 7)
            + "  "
            + Text.hex(check.task().address(), 16)
            + Text.right(Long.toString(check.size()), 7)
            + Text.right(deepest, 9)
            + Text.right(Long.toString(check.used()), 7)
            + "  "
            + Text.escape(check.task().comm()));
  }

  private static JsonObject json(StackCheck check) {
    JsonObject row =
        TaskLine.json(check.task())
            .putAddress("stack_address", check.stack().start())
            .put("size", check.size())
            .put("used", check.used())
            .putAddress("end_of_stack", check.end())
            .put("overflow", check.end() != StackWords.END_MAGIC)
            .put("cpu_valid", check.isCpuValid());
    return check.deepest().isPresent()
        ? row.put("deepest", check.deepest().getAsLong())
        : row.putNull("deepest");
  }
}
