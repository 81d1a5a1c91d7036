package io.kwalk.core.stack;

import java.util.OptionalLong;

/**
 * x86-64 register values as far as they are known, by the names of struct pt_regs. Immutable; ip,
 * sp and bp of a frame are made anew at each step, the others only where a struct pt_regs was
 * saved.
 */
public final class Registers {
  /**
   * The members of struct pt_regs, in its order, eight bytes each (arch/x86/include/asm/ptrace.h).
   */
  public enum Name {
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
    SS
  }

  private static final Name[] NAMES = Name.values();

  /** sizeof(struct pt_regs). */
  public static final int BYTES = 8 * NAMES.length;

  private final long[] values;
  private final int known;

  private Registers(long[] values, int known) {
    this.values = values;
    this.known = known;
  }

  /** Only these three. */
  public static Registers of(long ip, long sp, long bp) {
    return new Registers(new long[NAMES.length], 0)
        .with(Name.IP, ip)
        .with(Name.SP, sp)
        .with(Name.BP, bp);
  }

  /** None. */
  public static Registers none() {
    return new Registers(new long[NAMES.length], 0);
  }

  /** All of a struct pt_regs, as its 21 words. */
  public static Registers of(long[] ptRegs) {
    return new Registers(ptRegs.clone(), (1 << NAMES.length) - 1);
  }

  public Registers with(Name name, long value) {
    long[] changed = values.clone();
    changed[name.ordinal()] = value;
    return new Registers(changed, known | 1 << name.ordinal());
  }

  public OptionalLong get(Name name) {
    return has(name) ? OptionalLong.of(values[name.ordinal()]) : OptionalLong.empty();
  }

  public boolean has(Name name) {
    return (known >> name.ordinal() & 1) != 0;
  }

  /** The value, 0 where it is not known. */
  public long value(Name name) {
    return values[name.ordinal()];
  }

  public long ip() {
    return value(Name.IP);
  }

  public long sp() {
    return value(Name.SP);
  }

  public long bp() {
    return value(Name.BP);
  }

  /** Whether the processor was in user mode: the privilege level in cs is 3. */
  public boolean isUserMode() {
    return has(Name.CS) && (value(Name.CS) & 3) == 3;
  }
}
