package io.kwalk.linux.coredump;

import io.kwalk.core.arch.arm64.Arm64Register;
import io.kwalk.core.arch.x86_64.X86Register;
import io.kwalk.core.image.Machines;
import io.kwalk.core.stack.Registers;
import io.kwalk.linux.Kernel;
import io.kwalk.linux.task.Task;
import java.util.List;

/** What core files of a process's kind of code hold of registers. */
interface CoreMachine {
  /** ELF's number. */
  int machine();

  /** Bytes of a long: 8 for ELF64, 4 for ELF32. */
  int wordSize();

  /** e_flags. */
  default int flags() {
    return 0;
  }

  /** elf_gregset_t. */
  byte[] generalRegisters(Task task, Registers user, StructWriter out);

  /**
   * The other registers of a thread: floating point, vectors, thread pointer; what cannot be read
   * is left out.
   */
  List<CoreNote> otherRegisters(Task task);

  /** That of the code that {@code user} are the registers of. */
  static CoreMachine of(Kernel kernel, Registers user) {
    if (kernel.architecture().machine() == Machines.EM_AARCH64) {
      return Arm64Register.isAarch32(user.value(Arm64Register.PSTATE))
          ? new ArmMachine()
          : new Arm64Machine(kernel);
    }
    long code = X86Register.selector(user.value(X86Register.CS));
    return code == X86Machine.USER32_CS ? new I386Machine(kernel) : new X86Machine(kernel);
  }
}
