package io.kwalk.shell.command;

import io.kwalk.linux.Kernel;
import io.kwalk.linux.system.SystemMemory;
import io.kwalk.linux.task.SchedulingPolicy;
import io.kwalk.linux.task.Task;
import io.kwalk.linux.task.TaskMemory;
import io.kwalk.linux.task.TaskStack;
import io.kwalk.shell.JsonObject;
import io.kwalk.shell.Output;
import io.kwalk.shell.Text;
import java.util.List;
import java.util.Optional;

/**
 * One line a task.
 *
 * @param stacks the saved stack pointer in place of the task_struct's address
 * @param policies policy and priority behind the state
 */
record PsTable(Kernel kernel, boolean stacks, boolean policies, boolean heading)
    implements PsCommand.View {
  @Override
  public void show(List<Task> tasks, Output output, Faults faults) {
    if (heading && !output.json()) {
      output.line(
          "      PID    PPID  CPU"
              + (stacks ? "      KSTACKP      " : "       TASK        ")
              + "ST "
              + (policies ? " POLICY   PRIO " : "")
              + " %MEM      VSZ      RSS  COMM");
    }
    for (Task task : tasks) {
      output.checkInterrupted();
      if (output.json()) {
        output.row(json(task, faults));
      } else {
        output.line(line(task, faults));
      }
    }
  }

  private String line(Task task, Faults faults) {
    Optional<TaskMemory> memory =
        faults.read(() -> Optional.of(TaskMemory.of(task)), Optional.empty());
    boolean kernelThread = faults.read(() -> PsCommand.isKernel(task), true);
    String comm = Text.escape(faults.text(task::comm));
    boolean active = task.activeCpu().isPresent();
    return (active ? ">" : " ")
        + Text.right(faults.text(task::pid), 8)
        + Text.right(faults.text(() -> parentPid(task)), 8)
        + Text.right(faults.text(task::cpu), 4)
        + "  "
        + (stacks ? stackPointer(task, active, faults) : Text.hex(task.address(), 16))
        + "  "
        + faults.text(() -> task.state().letters())
        + " "
        + (policies ? policy(task, faults) : "")
        + Text.right(memory.map(this::percent).orElse(Faults.CELL), 5)
        + Text.right(memory.map(it -> size(it.totalVm())).orElse(Faults.CELL), 9)
        + Text.right(memory.map(it -> size(it.rss())).orElse(Faults.CELL), 9)
        + "  "
        + (kernelThread ? "[" + comm + "]" : comm);
  }

  /** A running task's stack pointer is in its processor's registers; what was saved is stale. */
  private static String stackPointer(Task task, boolean active, Faults faults) {
    return active
        ? "       --       "
        : faults.read(() -> Text.hex(TaskStack.pointer(task), 16), "       --       ");
  }

  private static String policy(Task task, Faults faults) {
    return " "
        + Text.left(faults.text(() -> SchedulingPolicy.of(task).name()), 8)
        + Text.right(faults.text(() -> SchedulingPolicy.of(task).priority()), 5)
        + " ";
  }

  static int parentPid(Task task) {
    return task.parent().map(Task::pid).orElse(0);
  }

  private String size(long pages) {
    return Long.toString(kibibytes(pages));
  }

  private long kibibytes(long pages) {
    return pages * (kernel.pageTables().pageSize() / 1024);
  }

  /** Of all memory, to a tenth, rounded. */
  private String percent(TaskMemory memory) {
    long all = SystemMemory.of(kernel).presentPages();
    long thousandths = all <= 0 ? 0 : Math.round(1000.0 * memory.rss() / all);
    return thousandths / 10 + "." + thousandths % 10;
  }

  private JsonObject json(Task task, Faults faults) {
    JsonObject row = TaskLine.json(task, faults);
    faults.fill(row, r -> r.put("ppid", parentPid(task)));
    faults.fill(row, r -> r.put("tgid", task.tgid()));
    faults.fill(row, r -> r.put("state", task.state().letters()));
    faults.fill(row, r -> r.put("state_bits", task.state().bits()));
    row.put("active", task.activeCpu().isPresent());
    faults.fill(row, r -> r.put("kernel_thread", PsCommand.isKernel(task)));
    faults.fill(row, r -> memory(r, TaskMemory.of(task)));
    faults.fill(row, r -> task.mm().ifPresent(mm -> r.putAddress("mm", mm)));
    faults.fill(row, r -> r.put("policy", SchedulingPolicy.of(task).name()));
    faults.fill(row, r -> r.put("priority", SchedulingPolicy.of(task).priority()));
    if (task.activeCpu().isEmpty()) {
      faults.fill(row, r -> r.putAddress("stack_pointer", TaskStack.pointer(task)));
    }
    return row;
  }

  private void memory(JsonObject row, TaskMemory memory) {
    row.put("vsz_kib", kibibytes(memory.totalVm()));
    row.put("rss_kib", kibibytes(memory.rss()));
  }
}
