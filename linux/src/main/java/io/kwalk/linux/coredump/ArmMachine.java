package io.kwalk.linux.coredump;

import io.kwalk.core.arch.arm64.Arm64Register;
import io.kwalk.core.stack.Registers;
import io.kwalk.linux.task.Task;
import java.util.List;

/**
 * 32-bit code on arm64: r0 to r15, cpsr and the first argument as it was given. The user's
 * registers are the first ones of arm64 (Arm ARM, "Mapping of the general-purpose registers").
 */
final class ArmMachine implements CoreMachine {
  private static final int EM_ARM = 40;
  private static final int EABI_5 = 0x0500_0000;
  private static final int BEFORE_PC = 15;

  @Override
  public int machine() {
    return EM_ARM;
  }

  @Override
  public int wordSize() {
    return 4;
  }

  @Override
  public int flags() {
    return EABI_5;
  }

  @Override
  public byte[] generalRegisters(Task task, Registers user, StructWriter out) {
    for (int i = 0; i < BEFORE_PC; i++) {
      out.word(user.value(Arm64Register.x(i)));
    }
    out.word(user.value(Arm64Register.PC));
    out.word(user.value(Arm64Register.PSTATE));
    out.word(user.value(Arm64Register.ORIG_X0));
    return out.toBytes();
  }

  @Override
  public List<CoreNote> otherRegisters(Task task) {
    return List.of();
  }
}
