package io.kwalk.linux.code;

import io.kwalk.core.arch.Architecture;
import io.kwalk.core.image.Machines;
import io.kwalk.core.stack.Registers;
import java.util.OptionalLong;

/** General registers and their parts by the names that an architecture's instructions use. */
interface RegisterParts {
  /** The value of a register or of the part that the name stands for; empty if not known. */
  OptionalLong value(String name, Registers registers);

  static RegisterParts of(Architecture architecture) {
    return architecture.machine() == Machines.EM_AARCH64
        ? new Arm64RegisterParts()
        : new X86RegisterParts();
  }
}
