package io.kwalk.linux.sched;

import io.kwalk.linux.task.Task;
import java.util.List;
import java.util.Optional;

/**
 * The run queue of one processor (struct rq, kernel/sched/sched.h).
 *
 * @param address of the struct rq
 * @param current what the processor was running
 * @param realTimeArray address of the array of real-time queues
 * @param realTime waiting or running real-time tasks, by priority
 * @param fairTree address of the fair scheduler's tree
 * @param fairQueue address of the cfs_rq that the tree is in
 * @param rootGroup address of the task group that it belongs to; 0 if unknown
 * @param fair the entries of the fair scheduler: what runs from each queue first, then its tree
 * @param deadline tasks of SCHED_DEADLINE, the earliest deadline first
 * @param extensible tasks of SCHED_EXT that can run
 * @param dispatch the processor's queues of sched_ext; none where the kernel has no sched_ext
 * @param troubles what could not be walked
 */
public record RunQueue(
    int cpu,
    long address,
    Optional<Task> current,
    long realTimeArray,
    List<RunQueueEntry> realTime,
    long fairTree,
    long fairQueue,
    long rootGroup,
    List<RunQueueEntry> fair,
    List<RunQueueEntry> deadline,
    List<RunQueueEntry> extensible,
    List<DispatchQueue> dispatch,
    List<String> troubles) {}
