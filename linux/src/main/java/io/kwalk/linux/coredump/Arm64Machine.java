package io.kwalk.linux.coredump;

import io.kwalk.core.arch.arm64.Arm64Register;
import io.kwalk.core.debuginfo.Field;
import io.kwalk.core.image.Machines;
import io.kwalk.core.memory.MemoryFault;
import io.kwalk.core.object.UnknownNameException;
import io.kwalk.core.stack.Registers;
import io.kwalk.linux.Kernel;
import io.kwalk.linux.task.Task;
import java.util.ArrayList;
import java.util.List;

/**
 * arm64: struct user_pt_regs, struct user_fpsimd_state, the thread pointer. Of a thread that uses
 * SVE the vector registers are those of its last state without.
 */
final class Arm64Machine implements CoreMachine {
  /** struct user_fpsimd_state: 32 registers of 16 bytes, fpsr, fpcr, 8 bytes reserved. */
  private static final int FPSIMD_BYTES = 528;

  private final Kernel kernel;

  Arm64Machine(Kernel kernel) {
    this.kernel = kernel;
  }

  @Override
  public int machine() {
    return Machines.EM_AARCH64;
  }

  @Override
  public int wordSize() {
    return 8;
  }

  @Override
  public byte[] generalRegisters(Task task, Registers user, StructWriter out) {
    for (int i = 0; i < Arm64Register.USER_COUNT; i++) {
      out.word(user.value(Arm64Register.LAYOUT.names().get(i)));
    }
    return out.toBytes();
  }

  @Override
  public List<CoreNote> otherRegisters(Task task) {
    List<CoreNote> notes = new ArrayList<>();
    try {
      Field vectors = kernel.field("task_struct", "thread.uw.fpsimd_state");
      byte[] bytes = kernel.memory().read(vectors.addressIn(task.address()), FPSIMD_BYTES);
      notes.add(CoreNote.core(CoreNote.NT_FPREGSET, bytes));
      Field pointer = kernel.field("task_struct", "thread.uw.tp_value");
      byte[] tls = kernel.memory().read(pointer.addressIn(task.address()), 8);
      notes.add(CoreNote.linux(CoreNote.NT_ARM_TLS, tls));
    } catch (MemoryFault | UnknownNameException _) {
      // The general registers and memory still make a core.
    }
    return notes;
  }
}
