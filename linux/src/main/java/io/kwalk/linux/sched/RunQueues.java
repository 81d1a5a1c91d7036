package io.kwalk.linux.sched;

import io.kwalk.core.memory.Memory;
import io.kwalk.core.memory.MemoryFault;
import io.kwalk.core.object.UnknownNameException;
import io.kwalk.linux.Kernel;
import io.kwalk.linux.structures.ListHead;
import io.kwalk.linux.structures.ListWalk;
import io.kwalk.linux.structures.RbNodes;
import io.kwalk.linux.task.Processors;
import io.kwalk.linux.task.Task;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Walks the run queues of a kernel. */
public final class RunQueues {
  private final Kernel kernel;
  private final Memory memory;
  private final RunQueueLayout layout;
  private final Optional<ExtensibleSchedulers> schedulers;

  private RunQueues(Kernel kernel) {
    this.kernel = kernel;
    this.memory = kernel.memory();
    this.layout = RunQueueLayout.of(kernel);
    this.schedulers = ExtensibleSchedulers.of(kernel);
  }

  /**
   * The walker for {@code kernel}.
   *
   * @throws UnknownNameException if the kernel's types do not say what a run queue is
   */
  public static RunQueues of(Kernel kernel) {
    return new RunQueues(kernel);
  }

  /**
   * The run queue of {@code cpu}; a damaged part costs that part.
   *
   * @throws MemoryFault if the place of its struct rq cannot be read
   */
  public RunQueue read(int cpu) {
    long queue = kernel.perCpu().address("runqueues", cpu);
    List<String> troubles = new ArrayList<>();
    long fair = layout.cfs.addressIn(queue);
    FairQueueWalk walk = new FairQueueWalk(kernel, troubles);
    return new RunQueue(
        cpu,
        queue,
        Processors.of(kernel).current(cpu),
        layout.realTime.addressIn(queue),
        realTime(layout.realTime.addressIn(queue), troubles),
        layout.tree.addressIn(fair),
        fair,
        walk.groupOf(fair),
        walk.entries(fair),
        deadline(queue, troubles),
        extensible(queue, troubles),
        schedulers.map(ext -> ext.ofRunQueue(cpu, queue, troubles)).orElse(List.of()),
        troubles);
  }

  /**
   * The tasks whose on_rq says that they are queued on {@code cpu}, whatever the queues say, in the
   * order of ps.
   */
  public List<RunQueueEntry> markedQueued(int cpu, List<Task> tasks, List<String> troubles) {
    List<RunQueueEntry> queued = new ArrayList<>();
    for (Task task : tasks) {
      try {
        if (layout.onQueue.get(memory, task.address()) == 1 && task.cpu() == cpu) {
          queued.add(entry(task.address()));
        }
      } catch (MemoryFault fault) {
        troubles.add(String.valueOf(fault.getMessage()));
      }
    }
    return queued;
  }

  private List<RunQueueEntry> realTime(long array, List<String> troubles) {
    List<RunQueueEntry> found = new ArrayList<>();
    for (int priority = 0; priority < RunQueueLayout.REAL_TIME_PRIORITIES; priority++) {
      addAll(
          array + layout.realTimeQueues + 16L * priority, layout.runList.offset(), found, troubles);
    }
    return found;
  }

  private List<RunQueueEntry> extensible(long queue, List<String> troubles) {
    List<RunQueueEntry> found = new ArrayList<>();
    if (layout.extensibleList.isPresent() && layout.extensibleNode.isPresent()) {
      long head = layout.extensibleList.get().addressIn(queue);
      addAll(head, layout.extensibleNode.get().offset(), found, troubles);
    }
    return found;
  }

  private void addAll(long head, long link, List<RunQueueEntry> found, List<String> troubles) {
    ListWalk walk = ListHead.walk(memory, head);
    for (long node : walk.nodes()) {
      found.add(entry(node - link));
    }
    walk.trouble().ifPresent(troubles::add);
  }

  private List<RunQueueEntry> deadline(long queue, List<String> troubles) {
    List<RunQueueEntry> found = new ArrayList<>();
    if (layout.deadlineRoot.isEmpty() || layout.deadlineNode.isEmpty()) {
      return found;
    }
    long link = layout.deadlineNode.get().offset();
    for (long node : RbNodes.of(kernel, layout.deadlineRoot.get().addressIn(queue), troubles)) {
      long task = node - link;
      if (!isServer(task, troubles)) {
        found.add(entry(task));
      }
    }
    return found;
  }

  /** Since 6.8 the fair class has an entity among these that belongs to no task. */
  private boolean isServer(long task, List<String> troubles) {
    try {
      return layout.deadlineServer.isPresent()
          && layout.deadlineServer.get().get(memory, task) != 0;
    } catch (MemoryFault fault) {
      troubles.add(String.valueOf(fault.getMessage()));
      return false;
    }
  }

  private RunQueueEntry entry(long task) {
    return new RunQueueEntry.Queued(new Task(kernel, task), priority(kernel, task), false, null);
  }

  static int priority(Kernel kernel, long task) {
    try {
      return (int) RunQueueLayout.of(kernel).priority.get(kernel.memory(), task);
    } catch (MemoryFault _) {
      return Integer.MIN_VALUE;
    }
  }
}
