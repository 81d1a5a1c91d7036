package io.kwalk.core.stack;

import java.util.Optional;

/**
 * One frame: code at {@code ip}, which called the frame before, or was interrupted, or is where the
 * trace starts.
 *
 * @param ip a return address, or, if {@code exact}, the very instruction
 * @param returnAddressAt where on the stack {@code ip} was read; of the first frame its stack
 *     pointer; of arm64 frames the address of their own frame record, as crash shows it
 * @param stackPointer the value of sp in this frame, after the return
 * @param framePointer the value of bp, of arm64 x29, in this frame, as far as known
 * @param exact {@code ip} is the interrupted instruction or the start register: it is looked up as
 *     it is, a return address at the byte before
 * @param interrupted the registers that an exception or interrupt saved, if this frame was found in
 *     them
 * @param interruptedAt where on the stack they lie, 0 if there are none
 * @param stack the stack of {@code returnAddressAt}; of interrupted code the one that it ran on
 */
public record StackFrame(
    long ip,
    long returnAddressAt,
    long stackPointer,
    long framePointer,
    boolean exact,
    Method method,
    Grade grade,
    Optional<Registers> interrupted,
    long interruptedAt,
    Optional<StackRegion> stack) {

  /** How it was found. */
  public enum Method {
    START,
    UNWIND_TABLE,
    /** A tracer's trampoline was to be returned to; this is the caller that it kept. */
    RETURN_TRAMPOLINE,
    FRAME_POINTER,
    /** arm64's pair of frame pointer and return address. */
    FRAME_RECORD,
    /** The register with the return address of arm64 code that has no frame record yet. */
    LINK_REGISTER,
    /** A word of the stack that is the address behind a call instruction. */
    SCAN
  }

  /** How sure it is. */
  public enum Grade {
    EXACT,
    /** Found by rules, behind a frame that was not. */
    LIKELY,
    GUESSED
  }

  /** The same, less or more sure. */
  public StackFrame withGrade(Grade other) {
    return new StackFrame(
        ip,
        returnAddressAt,
        stackPointer,
        framePointer,
        exact,
        method,
        other,
        interrupted,
        interruptedAt,
        stack);
  }

  /** The address whose symbol and rule this frame has. */
  public long lookupAddress() {
    return exact ? ip : ip - 1;
  }
}
