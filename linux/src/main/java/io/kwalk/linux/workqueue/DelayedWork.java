package io.kwalk.linux.workqueue;

/**
 * A work that a timer will queue: struct delayed_work.
 *
 * @param function of the work
 * @param workqueue address of the workqueue_struct that it goes to
 * @param cpu whose timer wheel has it
 * @param expires in jiffies
 */
public record DelayedWork(long address, long function, long workqueue, int cpu, long expires) {}
