package io.kwalk.core.stack.variable;

import io.kwalk.core.debuginfo.DebugInfoException;
import io.kwalk.core.debuginfo.Symbols;
import io.kwalk.core.debuginfo.Type;
import io.kwalk.core.debuginfo.Types;
import io.kwalk.core.debuginfo.location.Location;
import io.kwalk.core.debuginfo.location.Location.Reason;
import io.kwalk.core.debuginfo.location.LocationBytes;
import io.kwalk.core.memory.Memory;
import io.kwalk.core.memory.OverlayMemory;
import io.kwalk.core.object.Reference;
import io.kwalk.core.object.Target;
import java.util.BitSet;

/** A variable's value, or why there is none. */
public sealed interface VariableValue {
  /**
   * It can be read, at least in part: bytes that the compiler kept nowhere fault when they are
   * read.
   *
   * @param reference in the target's memory, or where the variable has no address, in a memory of
   *     its own around the target's
   */
  record Located(Reference reference) implements VariableValue {}

  /** It is a pointer {@code offset} bytes into a variable that has no address. */
  record PointerTo(FrameVariable variable, long offset) implements VariableValue {}

  /** It is gone. */
  record Gone(Location.Missing why) implements VariableValue {}

  /** Not an address that any kernel maps: no canonical one of x86-64, none of arm64. */
  long PLACE = 0x8000_6b77_0000_0000L;

  /** A larger variable is in memory. */
  int MAX_SIZE = 1 << 16;

  /**
   * The value of {@code variable}.
   *
   * @param type of the variable
   */
  static VariableValue of(Target target, FrameVariables frames, FrameVariable variable, Type type) {
    try {
      return switch (variable.location()) {
        case Location.Missing missing -> new Gone(missing);
        case Location.InMemory memory -> new Located(Reference.of(target, type, memory.address()));
        case Location.ImplicitPointer pointer ->
            new PointerTo(frames.variable(variable.index(), pointer.target()), pointer.offset());
        case Location.Composite pieces when pieces.address().isPresent() ->
            new Located(Reference.of(target, type, pieces.address().getAsLong()));
        default -> gathered(target, variable, type);
      };
    } catch (DebugInfoException damaged) {
      String why = String.valueOf(damaged.getMessage());
      return new Gone(new Location.Missing(Reason.DAMAGED, why));
    }
  }

  private static VariableValue gathered(Target target, FrameVariable variable, Type type) {
    long size = type.size();
    if (size > MAX_SIZE) {
      return new Gone(new Location.Missing(Reason.DAMAGED, size + " bytes that are in no memory"));
    }
    LocationBytes bytes = LocationBytes.of(variable.location(), (int) size, variable.context());
    if (size > 0 && bytes.isLost()) {
      return new Gone(bytes.missing().orElse(Location.OPTIMIZED_OUT));
    }
    BitSet missing = new BitSet();
    for (int i = 0; i < size; i++) {
      missing.set(i, !bytes.isKnown(i));
    }
    Memory memory = new OverlayMemory(target.memory(), PLACE, bytes.bytes(), missing);
    Target own = new OwnMemory(memory, target.types(), target.symbols());
    return new Located(Reference.of(own, type, PLACE));
  }

  /** A target whose memory has the value in it. */
  record OwnMemory(Memory memory, Types types, Symbols symbols) implements Target {}
}
