package io.kwalk.linux.task;

import io.kwalk.core.debuginfo.Field;
import io.kwalk.linux.Kernel;

/** A task's kernel stack. */
public final class TaskStack {
  private TaskStack() {}

  /**
   * The stack pointer saved when the task last gave up the processor; stale for a running one.
   *
   * @throws io.kwalk.core.memory.MemoryFault if the task_struct cannot be read
   */
  public static long pointer(Task task) {
    Layout layout = task.kernel().part(Layout.class, Layout::new);
    return layout.pointer.get(task.kernel().memory(), task.address());
  }

  private static final class Layout {
    final Field pointer;

    Layout(Kernel kernel) {
      // x86, arm64, riscv
      pointer = kernel.field("task_struct", "thread.sp", "thread.cpu_context.sp");
    }
  }
}
