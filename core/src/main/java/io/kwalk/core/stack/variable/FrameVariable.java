package io.kwalk.core.stack.variable;

import io.kwalk.core.debuginfo.dwarf.Die;
import io.kwalk.core.debuginfo.location.ExpressionContext;
import io.kwalk.core.debuginfo.location.Location;

/**
 * An argument or a local variable of a frame, and where it is.
 *
 * @param index the frame's place in the trace
 * @param die its entry: the type is there, or with the entry that it is an instance of
 * @param how its location was found
 * @param context what the location's registers and addresses mean
 */
public record FrameVariable(
    int index, String name, Die die, Location location, How how, ExpressionContext context) {
  /** How a value was found. */
  public enum How {
    /** Its place says so. */
    EXACT,
    /** From what a caller passed, by the caller's debug information. */
    ENTRY_VALUE,
    /** The compiler made it a constant. */
    CONSTANT
  }
}
