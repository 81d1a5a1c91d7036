package io.kwalk.linux.task;

import io.kwalk.core.debuginfo.Field;
import io.kwalk.core.memory.Memory;
import io.kwalk.linux.Kernel;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * When a task started and ran; all in nanoseconds.
 *
 * @param start since boot, without time asleep (task_struct.start_time)
 * @param user time in user mode
 * @param system time in the kernel
 * @param lastRun on the scheduler's clock, when it last got a processor (sched_info.last_arrival);
 *     empty without CONFIG_SCHED_INFO
 */
public record TaskTimes(long start, long user, long system, OptionalLong lastRun) {
  /**
   * Reads them.
   *
   * @throws io.kwalk.core.memory.MemoryFault if the task_struct cannot be read
   */
  public static TaskTimes of(Task task) {
    Layout layout = task.kernel().part(Layout.class, Layout::new);
    Memory memory = task.kernel().memory();
    return new TaskTimes(
        layout.start.get(memory, task.address()),
        layout.user.get(memory, task.address()),
        layout.system.get(memory, task.address()),
        lastRun(task));
  }

  /** Its {@link #lastRun} alone. */
  public static OptionalLong lastRun(Task task) {
    Optional<Field> field = task.kernel().part(Layout.class, Layout::new).lastRun;
    return field.isEmpty()
        ? OptionalLong.empty()
        : OptionalLong.of(field.get().get(task.kernel().memory(), task.address()));
  }

  private static final class Layout {
    final Field start;
    final Field user;
    final Field system;
    final Optional<Field> lastRun;

    Layout(Kernel kernel) {
      start = kernel.field("task_struct", "start_time");
      user = kernel.field("task_struct", "utime");
      system = kernel.field("task_struct", "stime");
      lastRun = kernel.findField("task_struct", "sched_info.last_arrival");
    }
  }
}
