package io.kwalk.linux.workqueue;

import io.kwalk.linux.task.Task;
import java.util.Optional;

/**
 * A work item: struct work_struct.
 *
 * @param function that it calls
 * @param pwq the pool_workqueue that it is queued on, 0 if its data do not say
 * @param waiter the task that waits in flush_work() for what is queued before it, where that is all
 *     that the item is for (struct wq_barrier)
 */
public record Work(long address, long function, long pwq, Optional<Task> waiter) {}
