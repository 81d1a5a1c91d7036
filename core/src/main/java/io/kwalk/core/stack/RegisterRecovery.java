package io.kwalk.core.stack;

import io.kwalk.core.arch.RegisterNumbers;
import io.kwalk.core.arch.RegisterNumbers.FrameRecord;
import io.kwalk.core.debuginfo.DebugInfoException;
import io.kwalk.core.debuginfo.cfi.CallFrameRow;
import io.kwalk.core.debuginfo.cfi.FrameAddressRule;
import io.kwalk.core.debuginfo.cfi.RegisterRule;
import io.kwalk.core.debuginfo.location.LocationExpression;
import io.kwalk.core.debuginfo.location.UnavailableException;
import io.kwalk.core.memory.Memory;
import io.kwalk.core.memory.MemoryFault;
import io.kwalk.core.stack.StackFrame.Grade;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The registers of every frame of a trace. The trace says where the frames are; call frame
 * information says where a function saved its caller's registers. What no function saved is
 * unchanged if the ABI demands that, else unknown.
 */
public final class RegisterRecovery {
  private static final String CLOBBERED = "is clobbered by the call";
  private static final String NOT_SAVED = "was not saved";

  private final Memory memory;
  private final CallFrames callFrames;
  private final int wordSize;

  public RegisterRecovery(Memory memory, CallFrames callFrames, int wordSize) {
    this.memory = memory;
    this.callFrames = callFrames;
    this.wordSize = wordSize;
  }

  /** One for each frame. */
  public List<RegisterSet> of(StackTrace trace) {
    return of(trace, Map.of());
  }

  /**
   * One for each frame.
   *
   * @param later registers that the code of a frame had, by the frame's place in the trace, after
   *     it went on from there: what its callers have follows from these
   */
  public List<RegisterSet> of(StackTrace trace, Map<Integer, Registers> later) {
    List<RegisterSet> sets = new ArrayList<>();
    List<StackFrame> frames = trace.frames();
    for (int i = 0; i < frames.size(); i++) {
      if (i == 0) {
        sets.add(RegisterSet.of(trace.start(), NOT_SAVED));
        continue;
      }
      Registers went = later.get(i - 1);
      RegisterSet callee = went == null ? sets.getLast() : RegisterSet.of(went, NOT_SAVED);
      long at = went == null ? frames.get(i - 1).lookupAddress() : went.ip();
      sets.add(caller(callee, at, frames.get(i - 1), frames.get(i)));
    }
    return sets;
  }

  private RegisterSet caller(RegisterSet callee, long address, StackFrame frame, StackFrame next) {
    if (next.interrupted().isPresent()) {
      return RegisterSet.of(next.interrupted().get(), NOT_SAVED);
    }
    RegisterNumbers numbers = callee.numbers();
    boolean called = next.interruptedAt() == 0;
    RegisterSet.Builder caller = new RegisterSet.Builder(numbers, called ? CLOBBERED : NOT_SAVED);
    if (called) {
      Optional<CallFrameRow> row = row(address);
      Optional<FrameRecord> record = numbers.frameRecords();
      if (record.isPresent()) {
        recoverByRecord(callee, row, frame, next, caller);
        return caller.build();
      }
      if (row.isPresent() && agrees(callee, row.get(), frame, next)) {
        recover(callee, row.get(), next.stackPointer(), caller);
        caller.confirm();
      }
    }
    caller.put(numbers.stackPointer(), next.stackPointer());
    caller.put(numbers.returnAddress(), next.ip());
    return caller.build();
  }

  /**
   * Where a trace goes by frame records it does not know stack pointers: a compiler may put locals
   * below the record. Call frame information says how far the record is from the frame address.
   */
  private void recoverByRecord(
      RegisterSet callee,
      Optional<CallFrameRow> row,
      StackFrame frame,
      StackFrame next,
      RegisterSet.Builder caller) {
    RegisterNumbers numbers = callee.numbers();
    FrameRecord record = numbers.frameRecords().orElseThrow();
    OptionalLong frameAddress =
        row.isEmpty() ? OptionalLong.empty() : byRecord(callee, row.get(), record, frame, next);
    if (frameAddress.isPresent()) {
      recover(callee, row.orElseThrow(), frameAddress.getAsLong(), caller);
      caller.put(numbers.stackPointer(), frameAddress.getAsLong());
      caller.forget(record.link());
      caller.confirm();
    }
    caller.put(record.framePointer(), next.framePointer());
    caller.put(numbers.returnAddress(), next.ip());
  }

  private OptionalLong byRecord(
      RegisterSet callee, CallFrameRow row, FrameRecord record, StackFrame frame, StackFrame next) {
    OptionalLong computed = frameAddress(callee, row);
    if (row.rule(record.framePointer()) instanceof RegisterRule.SavedAt at
        && row.rule(record.link()) instanceof RegisterRule.SavedAt link
        && link.offset() == at.offset() + wordSize) {
      long address = frame.framePointer() - at.offset();
      boolean same = computed.isEmpty() || computed.getAsLong() == address;
      return same ? OptionalLong.of(address) : OptionalLong.empty();
    }
    return next.method() == StackFrame.Method.LINK_REGISTER ? computed : OptionalLong.empty();
  }

  /**
   * Whether call frame information finds the same caller as the trace did. Where the stack changes
   * it knows nothing of that; the trace does, and registers are saved relative to the frame
   * address, which is the trace's.
   */
  private boolean agrees(RegisterSet callee, CallFrameRow row, StackFrame frame, StackFrame next) {
    if (!frame.stack().equals(next.stack())) {
      return next.grade() == Grade.EXACT;
    }
    OptionalLong computed = frameAddress(callee, row);
    return computed.isPresent() && computed.getAsLong() == next.stackPointer();
  }

  private Optional<CallFrameRow> row(long address) {
    try {
      return callFrames.find(address);
    } catch (DebugInfoException _) {
      return Optional.empty();
    }
  }

  private void recover(
      RegisterSet callee, CallFrameRow row, long frameAddress, RegisterSet.Builder caller) {
    for (int i = 0; i < callee.numbers().count(); i++) {
      OptionalLong value = value(callee, row, i, frameAddress);
      if (value.isPresent()) {
        caller.put(i, value.getAsLong());
      }
    }
  }

  /** The canonical frame address; empty if it needs what is not known. */
  public OptionalLong frameAddress(RegisterSet registers, CallFrameRow row) {
    try {
      return OptionalLong.of(
          switch (row.frameAddress()) {
            case FrameAddressRule.RegisterPlus plus ->
                register(registers, plus.register()) + plus.offset();
            case FrameAddressRule.OfExpression expression ->
                LocationExpression.compute(
                    expression.expression(), new CallFrameContext(memory, registers, wordSize));
          });
    } catch (UnavailableException _) {
      return OptionalLong.empty();
    }
  }

  private static long register(RegisterSet registers, int number) throws UnavailableException {
    return CallFrameContext.register(registers, number);
  }

  private OptionalLong value(
      RegisterSet callee, CallFrameRow row, int register, long frameAddress) {
    try {
      return switch (row.rule(register)) {
        case null ->
            callee.numbers().isKept(register) ? callee.get(register) : OptionalLong.empty();
        case RegisterRule.Undefined _ -> OptionalLong.empty();
        case RegisterRule.SameValue _ -> callee.get(register);
        case RegisterRule.InRegister in -> callee.get(in.register());
        case RegisterRule.SavedAt at -> word(frameAddress + at.offset());
        case RegisterRule.FrameAddressPlus plus -> OptionalLong.of(frameAddress + plus.offset());
        case RegisterRule.SavedAtExpression at ->
            word(
                LocationExpression.compute(
                    at.expression(), new CallFrameContext(memory, callee, wordSize), frameAddress));
        case RegisterRule.ValueOfExpression of ->
            OptionalLong.of(
                LocationExpression.compute(
                    of.expression(), new CallFrameContext(memory, callee, wordSize), frameAddress));
      };
    } catch (UnavailableException | MemoryFault _) {
      return OptionalLong.empty();
    }
  }

  private OptionalLong word(long address) {
    return OptionalLong.of(memory.unsigned(address, wordSize));
  }
}
