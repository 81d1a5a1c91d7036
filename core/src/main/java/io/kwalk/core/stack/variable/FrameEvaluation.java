package io.kwalk.core.stack.variable;

import io.kwalk.core.debuginfo.dwarf.AddressRanges;
import io.kwalk.core.debuginfo.dwarf.AttributeValue;
import io.kwalk.core.debuginfo.dwarf.Die;
import io.kwalk.core.debuginfo.dwarf.DwAt;
import io.kwalk.core.debuginfo.dwarf.DwarfFunctions;
import io.kwalk.core.debuginfo.dwarf.Unit;
import io.kwalk.core.debuginfo.elf.SectionReader;
import io.kwalk.core.debuginfo.file.DebugFile;
import io.kwalk.core.debuginfo.location.ExpressionContext;
import io.kwalk.core.debuginfo.location.Location.Reason;
import io.kwalk.core.debuginfo.location.LocationExpression;
import io.kwalk.core.debuginfo.location.LocationList;
import io.kwalk.core.debuginfo.location.UnavailableException;
import io.kwalk.core.memory.Memory;
import io.kwalk.core.stack.RegisterSet;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
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
    askedCaller = true;
    return passed(site -> site.passed(expression));
  }

  @Override
  public long passedValue(long offset) throws UnavailableException {
    askedCaller = true;
    Die parameter = unit.file().entry(offset);
    return passed(site -> site.passed(parameter));
  }

  /** What all calls that may have led here pass: they must agree. */
  private long passed(Function<CallSite, Optional<SectionReader>> argument)
      throws UnavailableException {
    Long value = null;
    for (LeadingCall call : calls()) {
      long passed = call.evaluate(argument);
      if (value != null && value != passed) {
        throw unknown("reached by several jumps that pass different values");
      }
      value = passed;
    }
    if (value == null) {
      throw unknown("no call leads to it");
    }
    return value;
  }

  private static UnavailableException unknown(String why) {
    return new UnavailableException(Reason.ENTRY_VALUE, why);
  }

  /**
   * The call that led to this frame. A function that is left by a jump to another one leaves no
   * frame: then the caller called that one, and its jumps to this one count.
   */
  private List<LeadingCall> calls() throws UnavailableException {
    DescribedFrame caller =
        frames.callerOf(frame).orElseThrow(() -> unknown("its caller has no debug information"));
    CallSite site =
        CallSite.find(caller.function(), caller.file().toFile(caller.frame().ip()))
            .orElseThrow(() -> unknown("the caller's call is not described"));
    LeadingCall call = new LeadingCall(site, at(caller, caller.function().unit()));
    OptionalLong target = frames.directTarget(caller.frame());
    Optional<Die> callee = site.callee();
    if (target.isPresent() && isEntry(frame.function(), frame.file(), target.getAsLong())
        || callee.isPresent() && isThis(callee.get())) {
      return List.of(call);
    }
    if (target.isEmpty() || callee.isEmpty()) {
      checkPointer(call);
      return List.of(call);
    }
    return jumps(call, target.getAsLong(), callee.get());
  }

  private List<LeadingCall> jumps(LeadingCall call, long target, Die callee)
      throws UnavailableException {
    String name = DwarfFunctions.text(callee, DwAt.DW_AT_name);
    String from = "reached by a jump from " + (name == null ? "another function" : name);
    Optional<DebugFile> file = frames.fileOf(target);
    Optional<Die> between =
        file.isEmpty() ? Optional.empty() : FrameVariables.functionAt(file.get(), target);
    if (between.isEmpty() || !isEntry(between.get(), file.get(), target)) {
      throw unknown(from);
    }
    List<LeadingCall> jumps = new ArrayList<>();
    for (CallSite jump : CallSite.jumps(between.get())) {
      if (jump.callee().filter(this::isThis).isPresent()) {
        jumps.add(
            new LeadingCall(
                jump, new JumpContext(call, memory(), file.get(), between.get().unit())));
      }
    }
    if (jumps.isEmpty()) {
      throw unknown(from);
    }
    return jumps;
  }

  /** A call through a pointer is of this function if the pointer is known to be its address. */
  private void checkPointer(LeadingCall call) throws UnavailableException {
    String unknownPointer = "called through a pointer that is not known";
    SectionReader target = call.site().target().orElseThrow(() -> unknown(unknownPointer));
    long address;
    try {
      address = LocationExpression.compute(target, call.context());
    } catch (UnavailableException _) {
      throw unknown(unknownPointer);
    }
    if (!isEntry(frame.function(), frame.file(), address)) {
      throw unknown("reached by a jump from another function");
    }
  }

  private static boolean isEntry(Die function, DebugFile file, long address) {
    long[] ranges = AddressRanges.of(function);
    for (int i = 0; i < ranges.length; i += 2) {
      if (file.toRuntime(ranges[i]) == address) {
        return true;
      }
    }
    return false;
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
