package io.kwalk.linux.irq;

/**
 * A handler of an interrupt (struct irqaction).
 *
 * @param name as /proc/interrupts shows it, not escaped; "" without one
 */
public record InterruptAction(long address, String name) {}
