package io.kwalk.linux.workqueue;

import java.util.List;
import java.util.OptionalLong;

/**
 * Workers that serve the same processors with the same priority: struct worker_pool.
 *
 * @param cpu the processor that it is bound to, -1 if it is bound to none
 * @param cpus those that its workers may run on
 * @param flagBits POOL_* bits
 * @param flags their names, without the prefix
 * @param running workers that run, as the scheduler counts them
 * @param progress jiffies when it last began or ended a work
 * @param manager address of the worker that makes new ones, 0 if none does
 * @param pending works that no worker took yet
 */
public record WorkerPool(
    long address,
    int id,
    int cpu,
    int node,
    String cpus,
    long flagBits,
    List<String> flags,
    int nice,
    int workerCount,
    int idleCount,
    long running,
    OptionalLong progress,
    long manager,
    List<Worker> workers,
    List<Work> pending) {
  public WorkerPool {
    flags = List.copyOf(flags);
    workers = List.copyOf(workers);
    pending = List.copyOf(pending);
  }
}
