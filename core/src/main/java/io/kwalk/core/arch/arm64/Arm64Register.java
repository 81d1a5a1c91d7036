package io.kwalk.core.arch.arm64;

import io.kwalk.core.arch.RegisterLayout;
import io.kwalk.core.arch.RegisterName;
import java.util.List;

/**
 * The words that struct pt_regs begins with: struct user_pt_regs and what the system call was given
 * (arch/arm64/include/asm/ptrace.h). The number of the system call is the low half of its word.
 */
public enum Arm64Register implements RegisterName {
  X0,
  X1,
  X2,
  X3,
  X4,
  X5,
  X6,
  X7,
  X8,
  X9,
  X10,
  X11,
  X12,
  X13,
  X14,
  X15,
  X16,
  X17,
  X18,
  X19,
  X20,
  X21,
  X22,
  X23,
  X24,
  X25,
  X26,
  X27,
  X28,
  X29,
  X30,
  SP,
  PC,
  PSTATE,
  ORIG_X0,
  SYSCALLNO;

  /** X0 to PSTATE: struct user_pt_regs, and what NT_PRSTATUS holds. */
  public static final int USER_COUNT = PSTATE.ordinal() + 1;

  /** PSR_MODE32_BIT: AArch32 state. */
  private static final long AARCH32 = 0x10;

  private static final long MODE = 0xf;

  /** struct pt_regs; mode bits of zero are EL0, in AArch32 state User mode. */
  public static final RegisterLayout LAYOUT =
      new RegisterLayout(
          List.of(values()),
          PC,
          SP,
          X29,
          PSTATE,
          pstate -> (pstate & MODE) == 0,
          Arm64RegisterNumbers.NUMBERS,
          List.of(values()).subList(0, PC.ordinal() + 1));

  /** X0 to X30 by number. */
  public static Arm64Register x(int number) {
    return (Arm64Register) LAYOUT.names().get(number);
  }

  /** Whether a PSTATE is of user code of 32 bits. */
  public static boolean isAarch32(long pstate) {
    return (pstate & AARCH32) != 0;
  }
}
