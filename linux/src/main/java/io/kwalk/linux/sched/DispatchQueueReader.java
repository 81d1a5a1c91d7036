package io.kwalk.linux.sched;

import io.kwalk.core.debuginfo.Field;
import io.kwalk.core.memory.Memory;
import io.kwalk.core.memory.MemoryFault;
import io.kwalk.linux.Kernel;
import io.kwalk.linux.structures.ListHead;
import io.kwalk.linux.structures.ListWalk;
import io.kwalk.linux.structures.RbNodes;
import io.kwalk.linux.task.Task;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads dispatch queues; what cannot be walked costs that part. */
final class DispatchQueueReader {
  private final Kernel kernel;
  private final Memory memory;
  private final ExtensibleLayout layout;
  private final List<String> troubles;

  DispatchQueueReader(Kernel kernel, List<String> troubles) {
    this.kernel = kernel;
    this.memory = kernel.memory();
    this.layout = ExtensibleLayout.of(kernel);
    this.troubles = troubles;
  }

  /** Adds the queue at {@code address} unless it cannot be read at all. */
  void addTo(List<DispatchQueue> queues, DispatchQueue.Kind kind, int owner, long address) {
    try {
      queues.add(read(kind, owner, address));
    } catch (MemoryFault fault) {
      troubles.add(String.valueOf(fault.getMessage()));
    }
  }

  private DispatchQueue read(DispatchQueue.Kind kind, int owner, long address) {
    long count = layout.count.get(memory, address);
    boolean sorted = memory.u64(layout.tree.addressIn(address)) != 0;
    List<DispatchQueue.Waiting> tasks = new ArrayList<>();
    for (long task : tasks(address, sorted)) {
      tasks.add(waiting(task, address));
    }
    if (tasks.size() != count) {
      troubles.add(
          "the dispatch queue at "
              + Long.toHexString(address)
              + " says that it has "
              + count
              + " tasks, and has "
              + tasks.size());
    }
    return new DispatchQueue(
        kind,
        owner,
        address,
        layout.id.get(memory, address),
        count,
        sorted ? DispatchQueue.Order.VTIME : DispatchQueue.Order.FIFO,
        tasks);
  }

  /** The list has all tasks, in order; where it is broken, the tree may have more of them. */
  private List<Long> tasks(long queue, boolean sorted) {
    ListWalk walk = ListHead.walk(memory, layout.list.addressIn(queue));
    walk.trouble().ifPresent(troubles::add);
    List<Long> tasks = new ArrayList<>();
    for (long node : walk.nodes()) {
      long task = node - layout.taskNode.offset();
      if (!isCursor(task)) {
        tasks.add(task);
      }
    }
    if (walk.trouble().isEmpty() || !sorted) {
      return tasks;
    }
    List<Long> sortedTasks =
        RbNodes.of(kernel, layout.tree.addressIn(queue), troubles).stream()
            .map(node -> node - layout.taskTreeNode.offset())
            .toList();
    return sortedTasks.size() > tasks.size() ? sortedTasks : tasks;
  }

  /** A BPF program that goes through the queue leaves a node of its own in the list. */
  private boolean isCursor(long task) {
    Long flags = number(layout.taskNodeFlags, task);
    return flags != null && (flags & layout.cursorFlag) != 0;
  }

  private DispatchQueue.Waiting waiting(long task, long queue) {
    Long said = number(layout.taskQueue, task);
    if (said != null && said != queue) {
      troubles.add(
          "the task at "
              + Long.toHexString(task)
              + " is on the dispatch queue at "
              + Long.toHexString(queue)
              + ", but says "
              + Long.toHexString(said));
    }
    return new DispatchQueue.Waiting(
        new Task(kernel, task),
        RunQueues.priority(kernel, task),
        number(layout.virtualTime, task),
        number(layout.slice, task));
  }

  private @Nullable Long number(Field field, long task) {
    try {
      return field.get(memory, task);
    } catch (MemoryFault fault) {
      troubles.add(String.valueOf(fault.getMessage()));
      return null;
    }
  }
}
