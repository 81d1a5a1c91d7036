package io.kwalk.core.arch.arm64;

import io.kwalk.core.arch.Architecture;
import io.kwalk.core.arch.arm64.disassembler.Arm64Disassembler;
import io.kwalk.core.image.Machines;

/** AArch64. */
public final class Arm64Architecture {
  public static final Architecture ARM64 =
      new Architecture("arm64", Machines.EM_AARCH64, Arm64Register.LAYOUT, Arm64Disassembler::new);

  private Arm64Architecture() {}
}
