package io.kwalk.core.stack;

import io.kwalk.core.arch.RegisterLayout;
import io.kwalk.core.arch.RegisterName;
import java.util.Arrays;
import java.util.OptionalLong;

/**
 * Register values as far as they are known, by the names of the architecture's struct pt_regs.
 * Immutable; ip, sp and frame pointer of a frame are made anew at each step, the others only where
 * a struct pt_regs was saved.
 */
public final class Registers {
  private final RegisterLayout layout;
  private final long[] values;
  private final long known;

  private Registers(RegisterLayout layout, long[] values, long known) {
    this.layout = layout;
    this.values = values;
    this.known = known;
  }

  /** Only these three. */
  public static Registers of(RegisterLayout layout, long ip, long sp, long framePointer) {
    return none(layout)
        .with(layout.ip(), ip)
        .with(layout.sp(), sp)
        .with(layout.framePointer(), framePointer);
  }

  /** None. */
  public static Registers none(RegisterLayout layout) {
    return new Registers(layout, new long[layout.count()], 0);
  }

  /** The first words of a struct pt_regs: as many as there are names, or the first of those. */
  public static Registers of(RegisterLayout layout, long[] ptRegs) {
    long known = (1L << Math.min(ptRegs.length, layout.count())) - 1;
    return new Registers(layout, Arrays.copyOf(ptRegs, layout.count()), known);
  }

  public Registers with(RegisterName name, long value) {
    long[] changed = values.clone();
    changed[name.ordinal()] = value;
    return new Registers(layout, changed, known | 1L << name.ordinal());
  }

  public RegisterLayout layout() {
    return layout;
  }

  public OptionalLong get(RegisterName name) {
    return has(name) ? OptionalLong.of(values[name.ordinal()]) : OptionalLong.empty();
  }

  public boolean has(RegisterName name) {
    return (known >> name.ordinal() & 1) != 0;
  }

  /** Whether the state of the processor is known too, as it is where all registers were saved. */
  public boolean hasStatus() {
    return has(layout.status());
  }

  /** The value, 0 where it is not known. */
  public long value(RegisterName name) {
    return values[name.ordinal()];
  }

  public long ip() {
    return value(layout.ip());
  }

  public long sp() {
    return value(layout.sp());
  }

  /** x86-64's bp, arm64's x29. */
  public long framePointer() {
    return value(layout.framePointer());
  }

  /** Whether the processor was in user mode. */
  public boolean isUserMode() {
    return hasStatus() && layout.isUserMode().test(value(layout.status()));
  }
}
