package io.kwalk.core.debuginfo.location;

import io.kwalk.core.debuginfo.dwarf.Unit;
import io.kwalk.core.debuginfo.elf.SectionReader;
import io.kwalk.core.memory.Memory;
import org.jspecify.annotations.Nullable;

/** What an expression may ask for: one frame of a stack, or less. */
public interface ExpressionContext {
  /** The target's memory. */
  Memory memory();

  /** The unit that the expression is in; null of call frame information, which has none. */
  @Nullable Unit unit();

  /** Bytes of an address. */
  int addressSize();

  /** The run-time address for one of the file. */
  long toRuntime(long fileAddress);

  /** The value of a register, by its DWARF number. */
  long register(int number) throws UnavailableException;

  /** The value of the function's DW_AT_frame_base. */
  long frameBase() throws UnavailableException;

  /** The canonical frame address. */
  long callFrameAddress() throws UnavailableException;

  /**
   * What {@code expression} would have given when the function was entered.
   *
   * @param expression a register, or memory at one
   */
  long entryValue(SectionReader expression) throws UnavailableException;

  /**
   * What the caller passed for a parameter that the function does not have.
   *
   * @param offset of the parameter's entry in .debug_info
   */
  long passedValue(long offset) throws UnavailableException;

  /** The address of the object that a location is part of. */
  default long objectAddress() throws UnavailableException {
    throw new UnavailableException(Location.Reason.UNSUPPORTED, "part of an unnamed object");
  }
}
