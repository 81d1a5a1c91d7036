package io.kwalk.core.arch.arm64;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.ByteOrder;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** Where in a function x29 is its own. */
class FunctionCodeTest {
  private static final long START = 0x1000;
  private static final long PACIASP = 0xd503233fL;
  private static final long STP = 0xa9be7bfdL;
  private static final long MOV = 0x910003fdL;
  private static final long BL = 0x94000010L;
  private static final long NOP = 0xd503201fL;
  private static final long LDP = 0xa8c27bfdL;
  private static final long AUTIASP = 0xd50323bfL;
  private static final long RET = 0xd65f03c0L;

  private static FunctionCode code(long... instructions) {
    // Instructions are little-endian wherever they run: in big-endian words they are swapped.
    Words memory = new Words(ByteOrder.LITTLE_ENDIAN);
    memory.table(START, 256);
    for (int i = 0; i < instructions.length; i += 2) {
      long second = i + 1 < instructions.length ? instructions[i + 1] : 0;
      memory.put(START + 4L * i, instructions[i] | second << 32);
    }
    return new FunctionCode(memory);
  }

  @Test
  void fromThePrologueToTheEpilogue() {
    FunctionCode code = code(PACIASP, STP, MOV, BL, NOP, LDP, AUTIASP, RET);
    boolean[] own = {false, false, false, true, true, true, false, false};
    for (int i = 0; i < own.length; i++) {
      assertEquals(own[i], code.hasFrame(START, START + 4L * i), "instruction " + i);
    }
  }

  @Test
  void aFunctionThatCallsNothingHasNone() {
    FunctionCode code = code(NOP, NOP, NOP, RET);
    assertEquals(false, code.hasFrame(START, START + 8));
  }

  @Test
  void codeThatIsMissingIsTakenToHaveOne() {
    assertEquals(true, code(NOP).hasFrame(0x9_0000, 0x9_0010));
  }

  @Test
  void callsLeadWhereTheirOffsetSays() {
    FunctionCode code = code(BL, 0x97ff_fffeL, RET, NOP);
    assertEquals(OptionalLong.of(START + 0x40), code.directTarget(START + 4));
    assertEquals(OptionalLong.of(START + 4 - 8), code.directTarget(START + 8));
    assertEquals(OptionalLong.empty(), code.directTarget(START + 12));
  }
}
