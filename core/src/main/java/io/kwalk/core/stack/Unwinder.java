package io.kwalk.core.stack;

/** Finds the frames of kernel stacks of one architecture. Safe for several threads. */
public interface Unwinder {
  /**
   * The trace from {@code start} on.
   *
   * @param startAt where on the stack the start's ip was read, or its sp
   * @param exact ip is an instruction that was interrupted, not a return address
   */
  StackTrace trace(Registers start, long startAt, boolean exact);
}
