package io.kwalk.core.stack;

import io.kwalk.core.memory.AddressRange;

/**
 * One stack.
 *
 * @param name as crash and the kernel name it: "NMI", "#DF", "IRQ"
 */
public record StackRegion(Kind kind, String name, AddressRange range) {
  /** What runs on it. */
  public enum Kind {
    TASK,
    IRQ,
    SOFTIRQ,
    /** x86-64's IST stacks. */
    EXCEPTION,
    /** The few words per processor that entries from user mode start on (page table isolation). */
    ENTRY_TRAMPOLINE,
    OVERFLOW,
    /** Of arm64 firmware events (Software Delegated Exception Interface). */
    SDEI
  }

  public boolean contains(long address) {
    return range.contains(address);
  }
}
