package io.kwalk.core.debuginfo.cfi;

import io.kwalk.core.debuginfo.elf.SectionReader;

/** How the caller's value of a register is found (DWARF 5 section 6.4.1). */
public sealed interface RegisterRule {
  /** It was not kept. */
  record Undefined() implements RegisterRule {}

  /** It was not changed. */
  record SameValue() implements RegisterRule {}

  /** It was saved at the canonical frame address plus {@code offset}. */
  record SavedAt(long offset) implements RegisterRule {}

  /** It is the canonical frame address plus {@code offset}. */
  record FrameAddressPlus(long offset) implements RegisterRule {}

  /** It is in another register. */
  record InRegister(int register) implements RegisterRule {}

  /** It was saved at the address that an expression gives. */
  record SavedAtExpression(SectionReader expression) implements RegisterRule {}

  /** It is what an expression gives. */
  record ValueOfExpression(SectionReader expression) implements RegisterRule {}

  RegisterRule UNDEFINED = new Undefined();
  RegisterRule SAME_VALUE = new SameValue();
}
