package io.kwalk.shell.command;

import io.kwalk.linux.Kernel;
import io.kwalk.linux.task.Processors;
import io.kwalk.linux.task.Task;
import io.kwalk.linux.task.Tasks;
import io.kwalk.shell.Output;
import io.kwalk.shell.Text;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** What `set` and `foreach` say of a task. */
final class TaskContext {
  /** Names of the bits of __state and exit_state (include/linux/sched.h), from the lowest. */
  private static final String[] STATES = {
    "TASK_INTERRUPTIBLE",
    "TASK_UNINTERRUPTIBLE",
    "TASK_STOPPED",
    "TASK_TRACED",
    "EXIT_DEAD",
    "EXIT_ZOMBIE",
    "TASK_PARKED",
    "TASK_DEAD",
    "TASK_WAKEKILL",
    "TASK_WAKING",
    "TASK_NOLOAD",
    "TASK_NEW",
    "TASK_RTLOCK_WAIT",
    "TASK_FREEZABLE",
    "TASK_FREEZABLE_UNSAFE",
    "TASK_FROZEN"
  };

  private TaskContext() {}

  /** PID, command, address, processor and state, as `set` prints them. */
  static void print(Task task, Output output) {
    String state = stateNames(task.state().bits());
    String role = role(task);
    if (output.json()) {
      output.row(
          TaskLine.json(task)
              .put("state_names", state)
              .put("panic", role.equals("(PANIC)"))
              .put("active", task.activeCpu().isPresent()));
      return;
    }
    output.line("    PID: " + task.pid());
    output.line("COMMAND: \"" + Text.escape(task.comm()) + "\"");
    String address = Long.toHexString(task.address());
    output.line("   TASK: " + address + twins(task) + "  [THREAD_INFO: " + threadInfo(task) + "]");
    output.line("    CPU: " + task.cpu());
    output.line("  STATE: " + state + " " + role);
  }

  private static String role(Task task) {
    Optional<Task> panic = Processors.of(task.kernel()).panicTask();
    OptionalInt active = task.activeCpu();
    return panic.isPresent() && panic.get().address() == task.address()
        ? "(PANIC)"
        : active.isPresent() ? "(ACTIVE)" : "";
  }

  /** How many tasks share its PID: the idle tasks do. */
  private static String twins(Task task) {
    if (task.pid() != 0) {
      return "";
    }
    long count = Tasks.of(task.kernel()).all().stream().filter(Task::isIdle).count();
    return count > 1 ? "  (1 of " + count + ")" : "";
  }

  /**
   * Its thread_info: inside the task_struct since CONFIG_THREAD_INFO_IN_TASK (4.9), else below its
   * stack.
   */
  private static String threadInfo(Task task) {
    Kernel kernel = task.kernel();
    boolean inside = kernel.findField("task_struct", "thread_info").isPresent();
    return Long.toHexString(inside ? task.address() : task.stack().orElse(0));
  }

  static String stateNames(long bits) {
    if (bits == 0) {
      return "TASK_RUNNING";
    }
    List<String> names = new ArrayList<>();
    for (int bit = 0; bit < STATES.length; bit++) {
      if ((bits >>> bit & 1) != 0) {
        names.add(STATES[bit]);
      }
    }
    long unknown = bits >>> STATES.length << STATES.length;
    if (unknown != 0) {
      names.add("0x" + Long.toHexString(unknown));
    }
    return String.join("|", names);
  }
}
