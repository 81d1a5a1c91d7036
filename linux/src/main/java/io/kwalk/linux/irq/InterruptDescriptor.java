package io.kwalk.linux.irq;

import io.kwalk.linux.cpu.CpuMask;
import java.util.List;
import java.util.Optional;

/**
 * An interrupt line (struct irq_desc).
 *
 * @param number the kernel's number of it
 * @param chip name of its interrupt controller's chip, not escaped; "" without one
 * @param flow name of its flow type ("edge"), not escaped; "" without one
 * @param affinity the processors that it may go to; empty if it cannot be read
 * @param counts address of the per-CPU counters; 0 without them
 */
public record InterruptDescriptor(
    long number,
    long address,
    List<InterruptAction> actions,
    String chip,
    String flow,
    Optional<CpuMask> affinity,
    long counts) {}
