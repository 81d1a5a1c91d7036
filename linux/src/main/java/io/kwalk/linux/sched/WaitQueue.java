package io.kwalk.linux.sched;

import io.kwalk.core.debuginfo.Field;
import io.kwalk.core.memory.Memory;
import io.kwalk.core.memory.MemoryFault;
import io.kwalk.linux.Kernel;
import io.kwalk.linux.structures.ListHead;
import io.kwalk.linux.structures.ListWalk;
import io.kwalk.linux.task.Task;
import io.kwalk.linux.task.Tasks;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Wait queues (include/linux/wait.h): wait_queue_head and, simpler, swait_queue_head. */
public final class WaitQueue {
  private WaitQueue() {}

  /**
   * One who waits.
   *
   * @param entry address of the wait_queue_entry
   * @param function address of what wakes it; 0 if unknown
   * @param task the task, where what the entry keeps is one
   */
  public record Waiter(long entry, long function, Optional<Task> task) {}

  /**
   * Those who wait in the wait_queue_head at {@code address}, in order; adds to {@code troubles}
   * what cannot be read.
   */
  public static List<Waiter> read(Kernel kernel, long address, List<String> troubles) {
    Memory memory = kernel.memory();
    Field head = kernel.field("wait_queue_head", "head");
    Field link = kernel.field("wait_queue_entry", "entry");
    List<Waiter> waiters = new ArrayList<>();
    if (memory.u64(head.addressIn(address)) == 0) {
      return waiters;
    }
    ListWalk walk = ListHead.walk(memory, head.addressIn(address));
    walk.trouble().ifPresent(troubles::add);
    for (long node : walk.nodes()) {
      long entry = node - link.offset();
      try {
        long owner = kernel.field("wait_queue_entry", "private").get(memory, entry);
        long function = kernel.field("wait_queue_entry", "func").get(memory, entry);
        waiters.add(new Waiter(entry, function, Tasks.of(kernel).at(owner)));
      } catch (MemoryFault fault) {
        troubles.add(String.valueOf(fault.getMessage()));
      }
    }
    return waiters;
  }
}
