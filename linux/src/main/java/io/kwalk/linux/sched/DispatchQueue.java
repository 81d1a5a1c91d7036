package io.kwalk.linux.sched;

import io.kwalk.linux.task.Task;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A queue of sched_ext that tasks wait in until a processor takes them (struct scx_dispatch_q,
 * include/linux/sched/ext.h of 6.12).
 *
 * @param owner the processor of a local, bypass, reject or rescue queue, the node of a global one;
 *     -1 of others
 * @param id as the scheduler names it
 * @param count how many tasks the queue says it has
 * @param order what its tasks are sorted by
 * @param tasks the next one first
 */
public record DispatchQueue(
    Kind kind, int owner, long address, long id, long count, Order order, List<Waiting> tasks) {

  /** Whose it is. */
  public enum Kind {
    /** A processor's own: what it takes from next. */
    LOCAL,
    /** All processors take from it when their own are empty; one a node. */
    GLOBAL,
    /** Made by the scheduler, which moves tasks from it. */
    USER,
    /** A processor's, while the kernel does without the scheduler's advice. */
    BYPASS,
    /** Tasks that a scheduler must enqueue anew. */
    REJECT,
    /** Tasks that the kernel runs on for want of a scheduler that does. */
    RESCUE
  }

  /** What the tasks of a queue are sorted by. */
  public enum Order {
    /** Arrival. */
    FIFO,
    /** Virtual time: they are in a red-black tree, too. */
    VTIME
  }

  /**
   * A task in a queue.
   *
   * @param priority the kernel's (task_struct.prio); {@code Integer.MIN_VALUE} if it cannot be read
   * @param vtime its virtual time (task_struct.scx.dsq_vtime), unsigned, in a unit of the
   *     scheduler's; null if it cannot be read
   * @param slice nanoseconds that it may still run (task_struct.scx.slice); null if it cannot be
   *     read
   */
  public record Waiting(Task task, int priority, @Nullable Long vtime, @Nullable Long slice) {}

  /** Whether it has tasks, or says so. */
  public boolean isUsed() {
    return count != 0 || !tasks.isEmpty();
  }
}
