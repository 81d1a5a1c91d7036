package io.kwalk.core.stack.variable;

import io.kwalk.core.debuginfo.dwarf.Die;
import io.kwalk.core.debuginfo.dwarf.Unit;
import io.kwalk.core.debuginfo.elf.SectionReader;
import io.kwalk.core.debuginfo.file.DebugFile;
import io.kwalk.core.debuginfo.location.ExpressionContext;
import io.kwalk.core.debuginfo.location.Location.Reason;
import io.kwalk.core.debuginfo.location.UnavailableException;
import io.kwalk.core.memory.Memory;

/**
 * A function that was left by a jump: its frame and registers are gone, only what it was called
 * with is known.
 *
 * @param call the call of it
 */
record JumpContext(LeadingCall call, Memory memory, DebugFile file, Unit unit)
    implements ExpressionContext {
  private static UnavailableException gone() {
    return new UnavailableException(
        Reason.ENTRY_VALUE, "the function that jumped there has left no frame");
  }

  @Override
  public int addressSize() {
    return unit.addressSize();
  }

  @Override
  public long toRuntime(long fileAddress) {
    return file.toRuntime(fileAddress);
  }

  @Override
  public long register(int number) throws UnavailableException {
    throw gone();
  }

  @Override
  public long frameBase() throws UnavailableException {
    throw gone();
  }

  @Override
  public long callFrameAddress() throws UnavailableException {
    throw gone();
  }

  @Override
  public long entryValue(SectionReader expression) throws UnavailableException {
    return call.evaluate(site -> site.passed(expression));
  }

  @Override
  public long passedValue(long offset) throws UnavailableException {
    Die parameter = unit.file().entry(offset);
    return call.evaluate(site -> site.passed(parameter));
  }
}
