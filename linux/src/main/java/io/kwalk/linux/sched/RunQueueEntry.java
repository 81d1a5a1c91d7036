package io.kwalk.linux.sched;

import io.kwalk.linux.task.Task;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What waits in, or runs from, a run queue: a task, or a group of tasks with a queue of its own.
 */
public sealed interface RunQueueEntry {
  /**
   * A task.
   *
   * @param priority the kernel's (task_struct.prio): 0 to 99 real-time, 100 to 139 fair; {@code
   *     Integer.MIN_VALUE} if it cannot be read
   * @param current whether its queue runs it, so that it is not in the tree
   * @param fair what the fair scheduler knows of it; null in other classes
   */
  record Queued(Task task, int priority, boolean current, @Nullable FairTimes fair)
      implements RunQueueEntry {}

  /**
   * A task group.
   *
   * @param group address of the struct task_group; 0 if unknown
   * @param queue address of its cfs_rq
   * @param name of its control group, unescaped; "" without one
   * @param throttled whether its bandwidth is used up
   */
  record Group(long group, long queue, String name, boolean throttled, List<RunQueueEntry> entries)
      implements RunQueueEntry {}

  /**
   * The fair scheduler's numbers of a task, in nanoseconds of virtual time; null where the kernel
   * has no such member.
   *
   * @param vruntime the virtual time it has run
   * @param deadline its virtual deadline (EEVDF, since 6.6)
   * @param lag what it is owed (sched_entity.vlag)
   * @param slice what it asks for at once
   * @param delayed whether it sleeps already and stays queued for its lag (since 6.12)
   */
  record FairTimes(
      @Nullable Long vruntime,
      @Nullable Long deadline,
      @Nullable Long lag,
      @Nullable Long slice,
      boolean delayed) {}
}
