package io.kwalk.core.debuginfo;

/**
 * How to find the caller's frame at one instruction, in ORC's terms
 * (arch/x86/include/asm/orc_types.h), made independent of each release's numbering.
 *
 * @param kind what lies on the stack at this point
 * @param stackBase what {@code stackOffset} is added to, to give the caller's stack pointer
 * @param stackOffset bytes
 * @param frameBase where the caller's frame pointer was saved, relative to; UNDEFINED: it is
 *     unchanged
 * @param frameOffset bytes
 * @param signal an exception or interrupt entry: the caller's address is the interrupted
 *     instruction, not a return address
 */
public record UnwindRule(
    Kind kind, Base stackBase, int stackOffset, Base frameBase, int frameOffset, boolean signal) {
  /** What the frame holds. */
  public enum Kind {
    /** Code whose stack is not known. */
    UNDEFINED,
    /** The end of the stack: entry code or a thread's first frame. */
    END_OF_STACK,
    /** An ordinary call frame: the return address lies below the caller's stack pointer. */
    CALL,
    /** A whole struct pt_regs. */
    REGS,
    /** Only the last words of struct pt_regs: from ip on. */
    REGS_PARTIAL
  }

  /** What an offset is relative to. */
  public enum Base {
    UNDEFINED,
    /** The caller's stack pointer, once known. */
    PREVIOUS_SP,
    SP,
    BP,
    /** *(sp) + offset. */
    SP_INDIRECT,
    /** *(bp + offset). */
    BP_INDIRECT,
    DX,
    DI,
    R10,
    R13,
    AX
  }
}
