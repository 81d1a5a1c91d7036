package io.kwalk.linux.workqueue;

import java.util.List;

/**
 * What joins a work queue and a pool: struct pool_workqueue.
 *
 * @param active works that are queued at the pool or worked on
 * @param maxActive how many may be; those beyond wait here
 * @param references refcnt
 * @param inactive works that wait for their turn
 * @param plugged whether it waits for an older one of an ordered queue (6.9)
 * @param inRescue whether it asked the queue's rescuer for help
 */
public record PoolWorkqueue(
    long address,
    long workqueue,
    long pool,
    int active,
    int maxActive,
    int references,
    List<Work> inactive,
    boolean plugged,
    boolean inRescue) {}
