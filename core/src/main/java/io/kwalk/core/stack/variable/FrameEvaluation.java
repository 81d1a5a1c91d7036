package io.kwalk.core.stack.variable;

import io.kwalk.core.debuginfo.dwarf.AttributeValue;
import io.kwalk.core.debuginfo.dwarf.Die;
import io.kwalk.core.debuginfo.dwarf.DwAt;
import io.kwalk.core.debuginfo.dwarf.DwarfFunctions;
import io.kwalk.core.debuginfo.dwarf.Unit;
import io.kwalk.core.debuginfo.elf.SectionReader;
import io.kwalk.core.debuginfo.location.ExpressionContext;
import io.kwalk.core.debuginfo.location.Location.Reason;
import io.kwalk.core.debuginfo.location.LocationExpression;
import io.kwalk.core.debuginfo.location.LocationList;
import io.kwalk.core.debuginfo.location.UnavailableException;
import io.kwalk.core.memory.Memory;
import io.kwalk.core.stack.RegisterSet;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * What expressions may ask of one frame. One for each evaluation: it notes whether a caller had to
 * be asked.
 *
 * @see FrameVariables
 */
final class FrameEvaluation implements ExpressionContext {
  /** How many callers one value may lead through, and how deep expressions may nest. */
  private static final int MAX_DEPTH = 16;

  private final FrameVariables frames;
  private final DescribedFrame frame;
  private final Unit unit;
  private final int depth;
  private boolean askedCaller;

  FrameEvaluation(FrameVariables frames, DescribedFrame frame, Unit unit, int depth) {
    this.frames = frames;
    this.frame = frame;
    this.unit = unit;
    this.depth = depth;
  }

  /** Whether the value came from what a caller passed. */
  boolean hasAskedCaller() {
    return askedCaller;
  }

  @Override
  public Memory memory() {
    return frames.memory();
  }

  @Override
  public Unit unit() {
    return unit;
  }

  @Override
  public int addressSize() {
    return unit.addressSize();
  }

  @Override
  public long toRuntime(long fileAddress) {
    return frame.file().toRuntime(fileAddress);
  }

  @Override
  public long register(int number) throws UnavailableException {
    RegisterSet registers = frame.registers();
    OptionalLong value = registers.get(number);
    if (value.isEmpty()) {
      throw new UnavailableException(Reason.NOT_SAVED, registers.why(number));
    }
    return value.getAsLong();
  }

  @Override
  public long frameBase() throws UnavailableException {
    AttributeValue value = frame.function().attribute(DwAt.DW_AT_frame_base);
    Optional<SectionReader> expression =
        value == null ? Optional.empty() : LocationList.find(value, frame.fileAddress());
    if (expression.isEmpty()) {
      throw new UnavailableException(Reason.DAMAGED, "the function has no frame base");
    }
    return LocationExpression.compute(expression.get(), deeper());
  }

  private FrameEvaluation deeper() throws UnavailableException {
    return at(frame, unit);
  }

  private FrameEvaluation at(DescribedFrame other, Unit otherUnit) throws UnavailableException {
    if (depth == MAX_DEPTH) {
      throw new UnavailableException(Reason.ENTRY_VALUE, "it leads through too many callers");
    }
    return new FrameEvaluation(frames, other, otherUnit, depth + 1);
  }

  @Override
  public long callFrameAddress() throws UnavailableException {
    return frames
        .frameAddress(frame)
        .orElseThrow(
            () -> new UnavailableException(Reason.NOT_SAVED, "where the frame ends is not known"));
  }

  @Override
  public long entryValue(SectionReader expression) throws UnavailableException {
    Call call = call();
    Optional<SectionReader> value = call.site().passed(expression);
    return evaluate(call, value);
  }

  @Override
  public long passedValue(long offset) throws UnavailableException {
    Call call = call();
    return evaluate(call, call.site().passed(unit.file().entry(offset)));
  }

  private long evaluate(Call call, Optional<SectionReader> value) throws UnavailableException {
    askedCaller = true;
    if (value.isEmpty()) {
      throw new UnavailableException(Reason.ENTRY_VALUE, "what the caller passed is not recorded");
    }
    return LocationExpression.compute(value.get(), call.caller());
  }

  /**
   * The call that led to this frame.
   *
   * @param caller evaluates what was passed
   */
  private record Call(CallSite site, FrameEvaluation caller) {}

  private static UnavailableException unknown(String why) {
    return new UnavailableException(Reason.ENTRY_VALUE, why);
  }

  private Call call() throws UnavailableException {
    DescribedFrame caller =
        frames.callerOf(frame).orElseThrow(() -> unknown("its caller has no debug information"));
    CallSite site =
        CallSite.find(caller.function(), caller.file().toFile(caller.frame().ip()))
            .orElseThrow(() -> unknown("the caller's call is not described"));
    FrameEvaluation evaluation = at(caller, caller.function().unit());
    check(site, evaluation);
    return new Call(site, evaluation);
  }

  /** A function that is left by a jump to another one leaves no frame: then the call was of it. */
  private void check(CallSite site, FrameEvaluation caller) throws UnavailableException {
    Optional<Die> callee = site.callee();
    if (callee.isPresent()) {
      if (!isThis(callee.get())) {
        String name = DwarfFunctions.text(callee.get(), DwAt.DW_AT_name);
        throw unknown("reached by a jump from " + (name == null ? "another function" : name));
      }
      return;
    }
    Optional<SectionReader> target = site.target();
    if (target.isEmpty()) {
      throw unknown("called through a pointer that is not known");
    }
    long address;
    try {
      address = LocationExpression.compute(target.get(), caller);
    } catch (UnavailableException _) {
      throw unknown("called through a pointer that is not known");
    }
    AttributeValue entry = frame.function().attribute(DwAt.DW_AT_low_pc);
    if (entry == null || toRuntime(entry.address()) != address) {
      throw unknown("reached by a jump from another function");
    }
  }

  private boolean isThis(Die callee) {
    Die function = frame.function();
    if (callee.equals(function)
        || function.reference(DwAt.DW_AT_abstract_origin).filter(callee::equals).isPresent()) {
      return true;
    }
    String name = linkName(callee);
    return name != null && name.equals(linkName(function));
  }

  /** Functions of different units are the same if their names are. */
  private static @Nullable String linkName(Die function) {
    String name = DwarfFunctions.text(function, DwAt.DW_AT_linkage_name);
    return name == null ? DwarfFunctions.text(function, DwAt.DW_AT_name) : name;
  }
}
