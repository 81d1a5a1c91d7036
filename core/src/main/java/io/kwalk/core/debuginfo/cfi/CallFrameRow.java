package io.kwalk.core.debuginfo.cfi;

import org.jspecify.annotations.Nullable;

/**
 * The rules in force at one instruction: a row of the table of DWARF 5 section 6.4.1. Registers are
 * numbered as the architecture's ABI numbers them for DWARF.
 */
public final class CallFrameRow {
  private final FrameAddressRule frameAddress;
  private final @Nullable RegisterRule[] rules;
  private final int returnAddressRegister;
  private final boolean signalFrame;
  private final boolean returnAddressSigned;

  CallFrameRow(
      FrameAddressRule frameAddress,
      @Nullable RegisterRule[] rules,
      int returnAddressRegister,
      boolean signalFrame,
      boolean returnAddressSigned) {
    this.frameAddress = frameAddress;
    this.rules = rules;
    this.returnAddressRegister = returnAddressRegister;
    this.signalFrame = signalFrame;
    this.returnAddressSigned = returnAddressSigned;
  }

  public FrameAddressRule frameAddress() {
    return frameAddress;
  }

  /**
   * The rule of a register; null if nothing is said of it: then the ABI tells whether a call keeps
   * it.
   */
  public @Nullable RegisterRule rule(int register) {
    return register < 0 || register >= rules.length ? null : rules[register];
  }

  /** The number that stands for the return address. */
  public int returnAddressRegister() {
    return returnAddressRegister;
  }

  /** Whether the caller was interrupted: its address is that of the next instruction. */
  public boolean isSignalFrame() {
    return signalFrame;
  }

  /** Whether the saved return address carries a signature (arm64's pointer authentication). */
  public boolean isReturnAddressSigned() {
    return returnAddressSigned;
  }
}
