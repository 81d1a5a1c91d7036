package io.kwalk.core.stack;

import java.util.List;
import java.util.Optional;

/**
 * The frames of a stack, innermost first.
 *
 * @param start the registers that the first frame was found with
 * @param user the registers of user mode at the entry into the kernel, where the trace reached it
 * @param userAt where they lie
 * @param end why the trace ends
 */
public record StackTrace(
    List<StackFrame> frames, Registers start, Optional<Registers> user, long userAt, End end) {

  /** The same frames, of whose start less is known. */
  public StackTrace withStart(Registers other) {
    return new StackTrace(frames, other, user, userAt, end);
  }

  /** Why a trace ends. */
  public enum End {
    /** At the entry from user mode. */
    USER_MODE,
    /** At the first frame of a kernel thread, or of code that runs on no task's stack. */
    END_OF_STACK,
    /** No rule, and nothing that could be scanned for. */
    UNKNOWN_CODE,
    /** A word of the stack could not be read, or lies on no stack. */
    MISSING_STACK,
    /** As many frames as a trace may have, or a frame that leads back. */
    LIMIT
  }
}
