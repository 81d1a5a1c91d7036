package io.kwalk.core.stack.variable;

import io.kwalk.core.arch.arm64.Arm64Register;
import io.kwalk.core.arch.arm64.FunctionCode;
import io.kwalk.core.debuginfo.DebugInfoException;
import io.kwalk.core.debuginfo.cfi.CallFrameRow;
import io.kwalk.core.debuginfo.dwarf.AttributeValue;
import io.kwalk.core.debuginfo.dwarf.Die;
import io.kwalk.core.debuginfo.dwarf.DwAt;
import io.kwalk.core.debuginfo.dwarf.DwarfFile;
import io.kwalk.core.debuginfo.dwarf.DwarfFunctions;
import io.kwalk.core.debuginfo.elf.SectionReader;
import io.kwalk.core.debuginfo.file.DebugFile;
import io.kwalk.core.debuginfo.location.Location;
import io.kwalk.core.debuginfo.location.LocationExpression;
import io.kwalk.core.debuginfo.location.LocationList;
import io.kwalk.core.memory.Memory;
import io.kwalk.core.stack.CallSites;
import io.kwalk.core.stack.RegisterRecovery;
import io.kwalk.core.stack.RegisterSet;
import io.kwalk.core.stack.Registers;
import io.kwalk.core.stack.StackFrame;
import io.kwalk.core.stack.StackFrame.Grade;
import io.kwalk.core.stack.StackTrace;
import io.kwalk.core.stack.variable.FrameVariable.How;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * The functions and variables of the frames of one trace. Making it recovers every frame's
 * registers; variables are looked up when they are asked for.
 */
public final class FrameVariables {
  private final Memory memory;
  private final CodeFiles files;
  private final StackTrace trace;
  private final RegisterRecovery recovery;
  private final List<RegisterSet> registers;
  private final CallSites calls;

  /**
   * @param later registers that are known of frames' code at a later place; see {@link
   *     RegisterRecovery#of(StackTrace, Map)}
   */
  public FrameVariables(
      Memory memory,
      CodeFiles files,
      StackTrace trace,
      Map<Integer, Registers> later,
      int wordSize) {
    this.memory = memory;
    this.files = files;
    this.trace = trace;
    this.recovery = new RegisterRecovery(memory, this::callFrame, wordSize);
    this.registers = recovery.of(trace, later);
    this.calls = new CallSites(memory);
  }

  private Optional<CallFrameRow> callFrame(long address) {
    Optional<DebugFile> file = files.of(address);
    return file.isEmpty() ? Optional.empty() : file.get().callFrame(address);
  }

  Memory memory() {
    return memory;
  }

  public StackTrace trace() {
    return trace;
  }

  /** The registers of a frame, by its place in the trace. */
  public RegisterSet registers(int index) {
    return registers.get(index);
  }

  /**
   * The functions that a frame's code is in: calls inlined there, innermost first, and at last the
   * function itself. Empty if no debug information describes it.
   *
   * @throws DebugInfoException if that is damaged
   */
  public List<FunctionInstance> functions(int index) {
    Optional<DescribedFrame> frame = described(index);
    return frame.isEmpty()
        ? List.of()
        : ScopeScan.of(frame.get().function(), frame.get().fileAddress());
  }

  private Optional<DescribedFrame> described(int index) {
    StackFrame frame = trace.frames().get(index);
    Optional<DebugFile> file = files.of(frame.lookupAddress());
    return file.isEmpty()
        ? Optional.empty()
        : functionAt(file.get(), frame.lookupAddress())
            .map(die -> new DescribedFrame(index, frame, registers.get(index), file.get(), die));
  }

  /** The function around a run-time address of {@code file}. */
  static Optional<Die> functionAt(DebugFile file, long address) {
    Optional<DwarfFile> dwarf = file.dwarf();
    return dwarf.isEmpty()
        ? Optional.empty()
        : dwarf.get().functions().function(file.toFile(address));
  }

  Optional<DebugFile> fileOf(long address) {
    return files.of(address);
  }

  /** Where the call that {@code caller} is in leads, if it is no call through a pointer. */
  OptionalLong directTarget(StackFrame caller) {
    return trace.start().layout().ip() instanceof Arm64Register
        ? new FunctionCode(memory).directTarget(caller.ip())
        : calls.directTarget(caller.ip());
  }

  /** The frame that called {@code frame}: not one that was interrupted, nor a guess. */
  Optional<DescribedFrame> callerOf(DescribedFrame frame) {
    int index = frame.index() + 1;
    if (index >= trace.frames().size()) {
      return Optional.empty();
    }
    return isCall(index) ? described(index) : Optional.empty();
  }

  private boolean isCall(int index) {
    StackFrame caller = trace.frames().get(index);
    boolean sure = caller.grade() == Grade.EXACT || registers.get(index).isConfirmed();
    return caller.interruptedAt() == 0 && sure;
  }

  /** The canonical frame address: the caller's stack pointer. */
  OptionalLong frameAddress(DescribedFrame frame) {
    int next = frame.index() + 1;
    if (next < trace.frames().size()) {
      if (isCall(next)) {
        RegisterSet caller = registers.get(next);
        return caller.get(caller.numbers().stackPointer());
      }
    }
    Optional<CallFrameRow> row = callFrame(frame.frame().lookupAddress());
    return row.isEmpty()
        ? OptionalLong.empty()
        : recovery.frameAddress(frame.registers(), row.get());
  }

  /**
   * A variable of a frame: where it is, or why it is gone.
   *
   * @param die one of {@link #functions}
   */
  public FrameVariable variable(int index, Die die) {
    DescribedFrame frame = described(index).orElseThrow();
    FrameEvaluation context = new FrameEvaluation(this, frame, die.unit(), 0);
    String name = DwarfFunctions.text(die, DwAt.DW_AT_name);
    String known = name == null ? "" : name;
    try {
      Optional<Location> constant = constant(die);
      if (constant.isPresent()) {
        return new FrameVariable(index, known, die, constant.get(), How.CONSTANT, context);
      }
      Location location = location(die, frame, context);
      How how = context.hasAskedCaller() ? How.ENTRY_VALUE : How.EXACT;
      return new FrameVariable(index, known, die, location, how, context);
    } catch (DebugInfoException damaged) {
      Location missing =
          new Location.Missing(Location.Reason.DAMAGED, String.valueOf(damaged.getMessage()));
      return new FrameVariable(index, known, die, missing, How.EXACT, context);
    }
  }

  private static Location location(Die die, DescribedFrame frame, FrameEvaluation context) {
    AttributeValue value = inherited(die, DwAt.DW_AT_location);
    Optional<SectionReader> expression =
        value == null ? Optional.empty() : LocationList.find(value, frame.fileAddress());
    return expression.isEmpty()
        ? Location.OPTIMIZED_OUT
        : LocationExpression.locate(expression.get(), context);
  }

  private static Optional<Location> constant(Die die) {
    AttributeValue value = inherited(die, DwAt.DW_AT_const_value);
    if (value == null) {
      return Optional.empty();
    }
    if (value.isBlock()) {
      return Optional.of(new Location.KnownBytes(value.block()));
    }
    return value.isConstant()
        ? Optional.of(new Location.Known(value.unsigned()))
        : Optional.empty();
  }

  /** An attribute of the entry, else of what it is an instance of. */
  private static @Nullable AttributeValue inherited(Die die, int name) {
    AttributeValue value = die.attribute(name);
    if (value != null) {
      return value;
    }
    Optional<Die> origin = die.reference(DwAt.DW_AT_abstract_origin);
    return origin.isEmpty() ? null : origin.get().attribute(name);
  }
}
