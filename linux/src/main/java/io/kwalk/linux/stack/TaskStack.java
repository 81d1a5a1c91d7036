package io.kwalk.linux.stack;

import io.kwalk.core.memory.AddressRange;
import io.kwalk.core.stack.StackRegion;
import io.kwalk.core.stack.StackRegion.Kind;
import io.kwalk.linux.Kernel;
import io.kwalk.linux.task.Task;
import java.util.Optional;
import java.util.OptionalLong;

/** Where a task's own kernel stack lies. */
public final class TaskStack {
  private TaskStack() {}

  /**
   * The stack of {@code task}; empty once it was freed (a dead task).
   *
   * @throws io.kwalk.core.memory.MemoryFault if the task_struct cannot be read
   */
  public static Optional<StackRegion> of(Task task) {
    OptionalLong start = task.stack();
    if (start.isEmpty()) {
      return Optional.empty();
    }
    long end = start.getAsLong() + size(task.kernel());
    return Optional.of(
        new StackRegion(Kind.TASK, "task", new AddressRange(start.getAsLong(), end)));
  }

  /**
   * THREAD_SIZE: init_task's stack is as long as all others (include/asm-generic/vmlinux.lds.h).
   */
  public static long size(Kernel kernel) {
    long start = initialStack(kernel);
    long end =
        kernel
            .findAddress("__end_init_task")
            .orElseGet(() -> kernel.findAddress("__end_init_stack").orElse(0));
    long size = end - start;
    boolean plausible = start != 0 && size >= 4096 && size <= 1 << 17 && Long.bitCount(size) == 1;
    return plausible ? size : StackConventions.of(kernel).usualStackSize();
  }

  /** Where init_task's stack lies, in the kernel's image; 0 if that is not known. */
  static long initialStack(Kernel kernel) {
    return kernel
        .findAddress("__start_init_task")
        .orElseGet(() -> kernel.findAddress("__start_init_stack").orElse(0));
  }
}
