package io.kwalk.linux.slab;

/**
 * Who allocated or freed an object last: struct track of mm/slub.c.
 *
 * @param caller address in the function that did
 * @param cpu where
 * @param pid of the task that ran there
 * @param jiffies when
 */
public record ObjectUser(long caller, int cpu, int pid, long jiffies) {}
