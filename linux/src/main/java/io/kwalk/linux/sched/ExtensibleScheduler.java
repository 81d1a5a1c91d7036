package io.kwalk.linux.sched;

import java.util.List;

/**
 * A BPF program that schedules tasks (sched_ext).
 *
 * @param address of its struct scx_sched; before 6.16, when there was one at most, of scx_ops
 * @param name as the program says it, unescaped
 * @param queues its global queues by node, those that it made by number, then those of processors
 */
public record ExtensibleScheduler(long address, String name, List<DispatchQueue> queues) {}
