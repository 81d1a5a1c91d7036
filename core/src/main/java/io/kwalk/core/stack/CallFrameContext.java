package io.kwalk.core.stack;

import io.kwalk.core.debuginfo.dwarf.Unit;
import io.kwalk.core.debuginfo.elf.SectionReader;
import io.kwalk.core.debuginfo.location.ExpressionContext;
import io.kwalk.core.debuginfo.location.Location.Reason;
import io.kwalk.core.debuginfo.location.UnavailableException;
import io.kwalk.core.memory.Memory;
import org.jspecify.annotations.Nullable;

/**
 * What expressions of call frame information may use: registers and memory (DWARF 5 section
 * 6.4.2.3).
 */
record CallFrameContext(Memory memory, RegisterSet registers, int addressSize)
    implements ExpressionContext {
  static long register(RegisterSet registers, int number) throws UnavailableException {
    if (!registers.has(number)) {
      throw new UnavailableException(Reason.NOT_SAVED, registers.why(number));
    }
    return registers.get(number).getAsLong();
  }

  @Override
  public @Nullable Unit unit() {
    return null;
  }

  @Override
  public long toRuntime(long fileAddress) {
    return fileAddress;
  }

  @Override
  public long register(int number) throws UnavailableException {
    return register(registers, number);
  }

  private static UnavailableException forbidden() {
    return new UnavailableException(
        Reason.DAMAGED, "call frame information that asks for a function's variables");
  }

  @Override
  public long frameBase() throws UnavailableException {
    throw forbidden();
  }

  @Override
  public long callFrameAddress() throws UnavailableException {
    throw forbidden();
  }

  @Override
  public long entryValue(SectionReader expression) throws UnavailableException {
    throw forbidden();
  }

  @Override
  public long passedValue(long offset) throws UnavailableException {
    throw forbidden();
  }
}
