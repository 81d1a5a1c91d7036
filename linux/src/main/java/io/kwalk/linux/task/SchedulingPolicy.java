package io.kwalk.linux.task;

import io.kwalk.core.debuginfo.Field;
import io.kwalk.linux.Kernel;
import java.util.List;

/**
 * How a task is scheduled.
 *
 * @param policy SCHED_* (include/uapi/linux/sched.h)
 * @param priority the effective one: 100 to 139 fair, 0 to 99 real-time, -1 deadline
 */
public record SchedulingPolicy(int policy, int priority) {
  /**
   * Reads it.
   *
   * @throws io.kwalk.core.memory.MemoryFault if the task_struct cannot be read
   */
  public static SchedulingPolicy of(Task task) {
    Layout layout = task.kernel().part(Layout.class, Layout::new);
    return new SchedulingPolicy(
        (int) layout.policy.get(task.kernel().memory(), task.address()),
        (int) layout.priority.get(task.kernel().memory(), task.address()));
  }

  /** By number; 4 was never in the mainline kernel, 7 is sched_ext's (6.12). */
  public static final List<String> NAMES =
      List.of("NORMAL", "FIFO", "RR", "BATCH", "ISO", "IDLE", "DEADLINE", "EXT");

  /** Its name, or the number where it has none. */
  public String name() {
    return policy >= 0 && policy < NAMES.size() ? NAMES.get(policy) : Integer.toString(policy);
  }

  private static final class Layout {
    final Field policy;
    final Field priority;

    Layout(Kernel kernel) {
      policy = kernel.field("task_struct", "policy");
      priority = kernel.field("task_struct", "prio");
    }
  }
}
