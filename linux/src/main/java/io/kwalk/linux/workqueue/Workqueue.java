package io.kwalk.linux.workqueue;

import io.kwalk.linux.task.Task;
import java.util.List;
import java.util.Optional;

/**
 * A work queue: struct workqueue_struct.
 *
 * @param flagBits WQ_* bits
 * @param flags their names
 * @param maxActive works of it that may be active at a processor, or, of unbound ones since 6.9, in
 *     all
 * @param pools its pool_workqueues
 * @param rescuer the worker that takes over when memory is short, 0 if it has none
 * @param rescuerTask its thread
 * @param flushers tasks that wait until all that is queued now is done (flush_workqueue)
 * @param drainers how many empty it for good
 */
public record Workqueue(
    long address,
    String name,
    long flagBits,
    List<String> flags,
    int maxActive,
    List<PoolWorkqueue> pools,
    long rescuer,
    Optional<Task> rescuerTask,
    List<Task> flushers,
    int drainers) {}
