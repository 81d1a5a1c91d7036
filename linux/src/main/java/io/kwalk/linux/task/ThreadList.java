package io.kwalk.linux.task;

import io.kwalk.core.debuginfo.Field;
import io.kwalk.core.memory.MemoryFault;
import io.kwalk.linux.Kernel;
import io.kwalk.linux.structures.ListHead;
import io.kwalk.linux.structures.ListWalk;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;

/** The threads of a process: signal_struct.thread_head, through task_struct.thread_node (3.14). */
final class ThreadList {
  private final Kernel kernel;
  private final Field head;
  private final long node;

  ThreadList(Kernel kernel) {
    this.kernel = kernel;
    head = kernel.field("signal_struct", "thread_head");
    node = kernel.field("task_struct", "thread_node").offset();
  }

  /** The threads, the leader among them; none if it was reaped. */
  List<Task> of(Task leader, List<String> troubles) {
    try {
      OptionalLong signal = leader.signal();
      if (signal.isEmpty()) {
        return List.of();
      }
      ListWalk walk = ListHead.walk(kernel.memory(), head.addressIn(signal.getAsLong()));
      walk.trouble().ifPresent(trouble -> troubles.add("threads: " + trouble));
      return Arrays.stream(walk.nodes())
          .mapToObj(address -> new Task(kernel, address - node))
          .toList();
    } catch (MemoryFault fault) {
      troubles.add("threads: " + fault.getMessage());
      return List.of();
    }
  }
}
