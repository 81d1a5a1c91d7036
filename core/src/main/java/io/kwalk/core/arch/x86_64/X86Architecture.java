package io.kwalk.core.arch.x86_64;

import io.kwalk.core.arch.Architecture;
import io.kwalk.core.arch.x86_64.disassembler.X86Disassembler;
import io.kwalk.core.image.Machines;

/** x86-64. */
public final class X86Architecture {
  public static final Architecture X86_64 =
      new Architecture("x86-64", Machines.EM_X86_64, X86Register.LAYOUT, X86Disassembler::new);

  private X86Architecture() {}
}
