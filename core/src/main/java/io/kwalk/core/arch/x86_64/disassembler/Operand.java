package io.kwalk.core.arch.x86_64.disassembler;

import org.jspecify.annotations.Nullable;

/** What an instruction works on. */
public sealed interface Operand {

  /** A register by its name without a percent sign: "rax", "r8d", "zmm31", "st(1)", "cr4". */
  record Register(String name) implements Operand {}

  /**
   * A place in memory: {@code segment:displacement(base,index,scale)}.
   *
   * @param segment "fs", "gs", or one that the instruction names itself; null for none
   * @param base a 64-bit or 32-bit register, "rip" or "eip" among them; null for none
   * @param index a register, "riz" where the encoding names none but has a scale; null for none
   * @param scale 1, 2, 4 or 8
   * @param displacement bytes, sign-extended; behind disp8*N (EVEX) already multiplied
   * @param hasDisplacement whether one is encoded, be it 0
   * @param broadcast elements that one element in memory is repeated to; 0 for none (EVEX)
   */
  record Memory(
      @Nullable String segment,
      @Nullable String base,
      @Nullable String index,
      int scale,
      long displacement,
      boolean hasDisplacement,
      int broadcast)
      implements Operand {

    /** Whether the address is an offset from the next instruction. */
    public boolean isRelative() {
      return base != null && base.endsWith("ip");
    }
  }

  /** A constant, already extended to the width of the operation and cut to it. */
  record Immediate(long value) implements Operand {}

  /** The 1 that a shift or rotate by one implies: printed by objdump since binutils 2.41. */
  record ImpliedOne() implements Operand {}

  /** Where a relative jump or call leads. */
  record Target(long address) implements Operand {}

  /** Rounding of a vector instruction: "{rn-sae}", "{sae}". */
  record Rounding(String text) implements Operand {}

  /** The port of in and out: {@code (%dx)}. */
  record Port() implements Operand {}
}
