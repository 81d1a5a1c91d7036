package io.kwalk.linux.task;

import io.kwalk.core.image.PhysicalMemory.Range;
import io.kwalk.core.memory.ByteArrays;
import io.kwalk.core.memory.Memory;
import io.kwalk.core.memory.MemoryFault;
import io.kwalk.linux.Kernel;
import io.kwalk.linux.boot.PhysicalScan;
import io.kwalk.linux.stack.StackWords;
import java.util.List;
import java.util.OptionalLong;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Looks through all memory for task_structs, for dumps without what leads to them: makedumpfile
 * 1.7.2 takes the slab pages of a 6.12 kernel for something else and leaves them out. Each task
 * that lives has a stack with STACK_END_MAGIC at its end, a printable name and a plausible PID.
 */
final class TaskScan {
  /** L1_CACHE_BYTES: task_structs are aligned to it at least (kernel/fork.c). */
  private static final int STEP = 64;

  /** PID_MAX_LIMIT of 64-bit machines. */
  private static final int MAX_PID = 1 << 22;

  /** Of larger memories every page would have to be unpacked for minutes. */
  private static final long MOST_BYTES = 16L << 30;

  private static final int PAGE_MASK = 0xfff;

  private final Kernel kernel;
  private final Memory memory;
  private final TaskLayout layout;

  /** init_task lies in the kernel's image, which the direct map shows a second time. */
  private final long initial;

  private final Queue<Task> found = new ConcurrentLinkedQueue<>();

  private TaskScan(Kernel kernel) {
    this.kernel = kernel;
    memory = kernel.memory();
    layout = kernel.part(TaskLayout.class, TaskLayout::new);
    initial = physicalOfInitTask();
  }

  private long physicalOfInitTask() {
    try {
      return kernel.memory().physical(kernel.address("init_task"));
    } catch (MemoryFault _) {
      return -1;
    }
  }

  /** The tasks in {@code kernel}'s memory, in no order; none where there is too much memory. */
  static List<Task> find(Kernel kernel) {
    long bytes = kernel.physical().ranges().stream().mapToLong(Range::size).sum();
    if (bytes > MOST_BYTES) {
      return List.of();
    }
    TaskScan scan = new TaskScan(kernel);
    List<Long> none = new PhysicalScan(kernel.physical()).find(scan::look, 1);
    return none.isEmpty() ? List.copyOf(scan.found) : List.of();
  }

  /** Finds nothing itself: a page may hold the starts of several. */
  private OptionalLong look(long physical, byte[] page) {
    OptionalLong address = kernel.layout().map().directMapOf(physical);
    long offset = layout.stack.offset();
    for (int at = 0; address.isPresent() && at + offset + 8 <= page.length; at += STEP) {
      long stack = ByteArrays.u64(page, (int) (at + offset), memory.byteOrder());
      if (stack < 0 && (stack & PAGE_MASK) == 0 && physical + at != initial) {
        Task task = new Task(kernel, address.getAsLong() + at);
        if (isTask(task, stack)) {
          found.add(task);
        }
      }
    }
    return OptionalLong.empty();
  }

  private boolean isTask(Task task, long stack) {
    try {
      int pid = task.pid();
      return memory.u64(stack) == StackWords.END_MAGIC
          && pid >= 0
          && pid < MAX_PID
          && task.tgid() >= 0
          && task.tgid() < MAX_PID
          && isName(memory.read(layout.comm.addressIn(task.address()), (int) layout.comm.size()));
    } catch (MemoryFault _) {
      return false;
    }
  }

  /** Printable up to a NUL. */
  private static boolean isName(byte[] comm) {
    int at = 0;
    while (at < comm.length && comm[at] != 0) {
      if (comm[at] < ' ' || comm[at] == 0x7f) {
        return false;
      }
      at++;
    }
    return at > 0 && at < comm.length;
  }
}
