package io.kwalk.linux.code;

import io.kwalk.core.arch.arm64.Arm64Register;
import io.kwalk.core.stack.Registers;
import java.util.OptionalLong;

/** General registers and their low halves by the names that A64 instructions use. */
final class Arm64RegisterParts implements RegisterParts {
  private static final long LOW = 0xffff_ffffL;

  @Override
  public OptionalLong value(String name, Registers registers) {
    boolean half = name.charAt(0) == 'w';
    if (name.endsWith("zr")) {
      return OptionalLong.of(0);
    }
    Arm64Register register =
        name.endsWith("sp")
            ? Arm64Register.SP
            : Arm64Register.x(Integer.parseInt(name.substring(1)));
    if (!registers.has(register)) {
      return OptionalLong.empty();
    }
    long value = registers.value(register);
    return OptionalLong.of(half ? value & LOW : value);
  }
}
