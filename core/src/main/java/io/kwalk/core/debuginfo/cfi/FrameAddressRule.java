package io.kwalk.core.debuginfo.cfi;

import io.kwalk.core.debuginfo.elf.SectionReader;

/**
 * How the canonical frame address is found: on most architectures the caller's stack pointer before
 * it made the call.
 */
public sealed interface FrameAddressRule {
  /** A register plus {@code offset}. */
  record RegisterPlus(int register, long offset) implements FrameAddressRule {}

  /** What an expression gives. */
  record OfExpression(SectionReader expression) implements FrameAddressRule {}
}
