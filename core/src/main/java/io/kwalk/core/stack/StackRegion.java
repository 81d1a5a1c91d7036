package io.kwalk.core.stack;

import io.kwalk.core.memory.AddressRange;
import org.jspecify.annotations.Nullable;

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

  /** Written out, as {@link #hashCode}: a record's own are linked when they are met, for 10 ms. */
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof StackRegion region
        && kind == region.kind
        && range.start() == region.range.start()
        && range.end() == region.range.end()
        && name.equals(region.name);
  }

  @Override
  public int hashCode() {
    return Long.hashCode(range.start());
  }
}
