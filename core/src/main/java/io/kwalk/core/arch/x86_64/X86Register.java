package io.kwalk.core.arch.x86_64;

import io.kwalk.core.arch.RegisterLayout;
import io.kwalk.core.arch.RegisterName;
import java.util.List;

/** The members of struct pt_regs, in its order (arch/x86/include/asm/ptrace.h). */
public enum X86Register implements RegisterName {
  R15,
  R14,
  R13,
  R12,
  BP,
  BX,
  R11,
  R10,
  R9,
  R8,
  AX,
  CX,
  DX,
  SI,
  DI,
  ORIG_AX,
  IP,
  CS,
  FLAGS,
  SP,
  SS;

  /** struct pt_regs; the privilege level in cs is 3 in user mode. */
  public static final RegisterLayout LAYOUT =
      new RegisterLayout(
          List.of(values()),
          IP,
          SP,
          BP,
          CS,
          cs -> (cs & 3) == 3,
          X86RegisterNumbers.NUMBERS,
          List.of(AX, DX, CX, BX, SI, DI, BP, SP, R8, R9, R10, R11, R12, R13, R14, R15, IP));

  /**
   * The selector in a saved cs or ss. Behind its 16 bits FRED (since 6.9) keeps what the event was:
   * struct fred_cs, struct fred_ss.
   */
  public static long selector(long saved) {
    return saved & 0xffff;
  }
}
