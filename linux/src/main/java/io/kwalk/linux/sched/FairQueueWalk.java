package io.kwalk.linux.sched;

import io.kwalk.core.debuginfo.Field;
import io.kwalk.core.memory.Memory;
import io.kwalk.core.memory.MemoryFault;
import io.kwalk.linux.Kernel;
import io.kwalk.linux.structures.LongSet;
import io.kwalk.linux.structures.RbNodes;
import io.kwalk.linux.task.Task;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One walk through a processor's fair run queue and the queues of groups in it. */
final class FairQueueWalk {
  /** NAME_MAX: a control group is a directory. */
  private static final int NAME_LIMIT = 255;

  private final Kernel kernel;
  private final Memory memory;
  private final RunQueueLayout layout;
  private final List<String> troubles;
  private final LongSet queues = new LongSet();

  FairQueueWalk(Kernel kernel, List<String> troubles) {
    this.kernel = kernel;
    this.memory = kernel.memory();
    this.layout = RunQueueLayout.of(kernel);
    this.troubles = troubles;
  }

  /** What the cfs_rq at {@code queue} runs, then its tree from the left. */
  List<RunQueueEntry> entries(long queue) {
    List<RunQueueEntry> found = new ArrayList<>();
    if (!queues.add(queue)) {
      troubles.add("the cfs_rq at " + Long.toHexString(queue) + " is queued in itself");
      return found;
    }
    try {
      long running = layout.running.get(memory, queue);
      if (running != 0) {
        found.add(entry(running, true));
      }
    } catch (MemoryFault fault) {
      troubles.add(String.valueOf(fault.getMessage()));
    }
    for (long node : RbNodes.of(kernel, layout.tree.addressIn(queue), troubles)) {
      found.add(entry(node - layout.runNode.offset(), false));
    }
    return found;
  }

  private RunQueueEntry entry(long entity, boolean running) {
    long own = word(layout.ownQueue, entity);
    if (own != 0) {
      long group = groupOf(own);
      return new RunQueueEntry.Group(
          group, own, name(group), word(layout.throttled, own) != 0, entries(own));
    }
    long task = entity - layout.entity.offset();
    return new RunQueueEntry.Queued(
        new Task(kernel, task), RunQueues.priority(kernel, task), running, times(entity));
  }

  /** The task_group of a cfs_rq; 0 if unknown. */
  long groupOf(long queue) {
    return word(layout.group, queue);
  }

  private RunQueueEntry.FairTimes times(long entity) {
    return new RunQueueEntry.FairTimes(
        number(layout.vruntime, entity),
        number(layout.deadline, entity),
        number(layout.lag, entity),
        number(layout.slice, entity),
        word(layout.delayed, entity) != 0);
  }

  private @Nullable Long number(Optional<Field> field, long struct) {
    try {
      return field.isEmpty() ? null : field.get().get(memory, struct);
    } catch (MemoryFault fault) {
      troubles.add(String.valueOf(fault.getMessage()));
      return null;
    }
  }

  private long word(Optional<Field> field, long struct) {
    Long value = number(field, struct);
    return value == null ? 0 : value;
  }

  /** Of the group's control group; groups of sessions (autogroup) have none. */
  private String name(long group) {
    try {
      long controlGroup = group == 0 ? 0 : word(layout.controlGroupNode, group);
      long node = controlGroup == 0 ? 0 : word(layout.nodeName, controlGroup);
      if (node == 0) {
        return "";
      }
      long text = kernel.field("kernfs_node", "name").get(memory, node);
      return text == 0 ? "" : memory.cString(text, NAME_LIMIT);
    } catch (MemoryFault fault) {
      troubles.add(String.valueOf(fault.getMessage()));
      return "";
    }
  }
}
