package io.kwalk.core.arch.arm64;

import io.kwalk.core.arch.RegisterNumbers;
import io.kwalk.core.arch.RegisterNumbers.FrameRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * DWARF for the Arm 64-bit Architecture (aadwarf64), section 4.1: x0 to x30 are 0 to 30, SP is 31,
 * PC 32. Call frame information keeps the return address in x30. A call keeps x19 to x29 and SP
 * (AAPCS64, section 6.1).
 */
public final class Arm64RegisterNumbers {
  public static final int FRAME_POINTER = 29;
  public static final int LINK = 30;
  public static final int STACK_POINTER = 31;
  public static final int PROGRAM_COUNTER = 32;

  private static final long KEPT = (1L << 30) - (1L << 19) | 1L << STACK_POINTER;

  public static final RegisterNumbers NUMBERS =
      new RegisterNumbers(
          names(),
          STACK_POINTER,
          PROGRAM_COUNTER,
          KEPT,
          Optional.of(new FrameRecord(FRAME_POINTER, LINK)));

  private Arm64RegisterNumbers() {}

  private static List<String> names() {
    List<String> names = new ArrayList<>();
    for (int i = 0; i <= LINK; i++) {
      names.add("x" + i);
    }
    names.add("sp");
    names.add("pc");
    return List.copyOf(names);
  }
}
