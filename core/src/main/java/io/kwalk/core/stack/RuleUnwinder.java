package io.kwalk.core.stack;

import io.kwalk.core.arch.x86_64.X86Register;
import io.kwalk.core.debuginfo.UnwindRule;
import io.kwalk.core.debuginfo.UnwindRule.Base;
import io.kwalk.core.memory.ByteArrays;
import io.kwalk.core.memory.Memory;
import io.kwalk.core.memory.MemoryFault;
import java.util.Optional;
import java.util.OptionalLong;

/** One step by an unwind rule: from a frame's registers to its caller's. */
final class RuleUnwinder {
  /** In struct pt_regs, where the processor's own five words start. */
  private static final int IRET_FRAME_AT = 8 * X86Register.IP.ordinal();

  private static final int IRET_SP_AT = 24;

  private final Memory memory;

  RuleUnwinder(Memory memory) {
    this.memory = memory;
  }

  /**
   * What one step found.
   *
   * @param registers the caller's
   * @param returnAddressAt where its ip was read
   * @param interruptedAt where a struct pt_regs, or the last words of one, lies; 0 of a call
   * @param whole whether all of struct pt_regs was saved
   */
  record Step(Registers registers, long returnAddressAt, long interruptedAt, boolean whole) {}

  /**
   * Applies a rule of kind CALL, REGS or REGS_PARTIAL.
   *
   * @return empty if a register that the rule needs is not known
   * @throws MemoryFault if the stack cannot be read
   */
  Optional<Step> step(UnwindRule rule, Registers registers) {
    OptionalLong base = stackPointer(rule, registers);
    if (base.isEmpty()) {
      return Optional.empty();
    }
    long sp = base.getAsLong();
    return switch (rule.kind()) {
      case CALL -> Optional.of(call(rule, registers, sp));
      case REGS -> Optional.of(new Step(readRegisters(sp), sp + IRET_FRAME_AT, sp, true));
      case REGS_PARTIAL -> Optional.of(partial(rule, registers, sp));
      case UNDEFINED, END_OF_STACK -> Optional.empty();
    };
  }

  private OptionalLong stackPointer(UnwindRule rule, Registers registers) {
    int offset = rule.stackOffset();
    return switch (rule.stackBase()) {
      case SP -> added(registers.get(X86Register.SP), offset);
      case BP -> added(registers.get(X86Register.BP), offset);
      case R10 -> added(registers.get(X86Register.R10), offset);
      case R13 -> added(registers.get(X86Register.R13), offset);
      case DX -> added(registers.get(X86Register.DX), offset);
      case DI -> added(registers.get(X86Register.DI), offset);
      case AX -> added(registers.get(X86Register.AX), offset);
      case SP_INDIRECT -> added(OptionalLong.of(memory.u64(registers.sp())), offset);
      case BP_INDIRECT -> OptionalLong.of(memory.u64(registers.framePointer() + offset));
      case UNDEFINED, PREVIOUS_SP -> OptionalLong.empty();
    };
  }

  private static OptionalLong added(OptionalLong value, int offset) {
    return value.isPresent() ? OptionalLong.of(value.getAsLong() + offset) : value;
  }

  private Step call(UnwindRule rule, Registers registers, long sp) {
    long returnAddressAt = sp - 8;
    Registers caller =
        registers.with(X86Register.IP, memory.u64(returnAddressAt)).with(X86Register.SP, sp);
    return new Step(withFramePointer(caller, rule, registers, sp), returnAddressAt, 0, false);
  }

  /** {@code sp} is where the processor pushed ip, cs, flags, sp and ss. */
  private Step partial(UnwindRule rule, Registers registers, long sp) {
    Registers caller =
        Registers.none(X86Register.LAYOUT)
            .with(X86Register.BP, registers.framePointer())
            .with(X86Register.IP, memory.u64(sp))
            .with(X86Register.CS, X86Register.selector(memory.u64(sp + 8)))
            .with(X86Register.FLAGS, memory.u64(sp + 16))
            .with(X86Register.SP, memory.u64(sp + IRET_SP_AT))
            .with(X86Register.SS, X86Register.selector(memory.u64(sp + 32)));
    caller = withFramePointer(caller, rule, registers, sp);
    return new Step(caller, sp, sp - IRET_FRAME_AT, false);
  }

  private Registers withFramePointer(
      Registers caller, UnwindRule rule, Registers registers, long previousSp) {
    Base base = rule.frameBase();
    if (base == Base.PREVIOUS_SP) {
      return caller.with(X86Register.BP, memory.u64(previousSp + rule.frameOffset()));
    }
    if (base == Base.BP) {
      return caller.with(X86Register.BP, memory.u64(registers.framePointer() + rule.frameOffset()));
    }
    return caller;
  }

  /** A whole struct pt_regs at {@code address}. */
  Registers readRegisters(long address) {
    byte[] bytes = memory.read(address, X86Register.LAYOUT.bytes());
    long[] words = new long[X86Register.LAYOUT.bytes() / 8];
    for (int i = 0; i < words.length; i++) {
      words[i] = ByteArrays.u64(bytes, 8 * i, memory.byteOrder());
    }
    words[X86Register.CS.ordinal()] = X86Register.selector(words[X86Register.CS.ordinal()]);
    words[X86Register.SS.ordinal()] = X86Register.selector(words[X86Register.SS.ordinal()]);
    return Registers.of(X86Register.LAYOUT, words);
  }
}
