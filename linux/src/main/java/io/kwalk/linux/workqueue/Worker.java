package io.kwalk.linux.workqueue;

import io.kwalk.linux.task.Task;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A worker: struct worker.
 *
 * @param id within its pool
 * @param flags names of WORKER_* bits, without the prefix
 * @param task its thread; empty for one that works in softirq, or whose thread is not there
 * @param work address of the work_struct that it works on, 0 if it is idle
 * @param function of that work, which may be freed meanwhile
 * @param pwq the pool_workqueue that the work came from
 * @param started jiffies when it began with it; empty where the kernel does not keep that
 * @param lastActive jiffies when it became idle
 * @param scheduled works that it does next, one after the other
 * @param description what the work's function said of itself (set_worker_desc)
 */
public record Worker(
    long address,
    int id,
    List<String> flags,
    Optional<Task> task,
    long work,
    long function,
    long pwq,
    OptionalLong started,
    long lastActive,
    List<Work> scheduled,
    String description) {
  /** Whether it waits for work. */
  public boolean isIdle() {
    return work == 0;
  }
}
