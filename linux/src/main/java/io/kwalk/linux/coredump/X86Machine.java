package io.kwalk.linux.coredump;

import io.kwalk.core.arch.x86_64.X86Register;
import io.kwalk.core.image.Machines;
import io.kwalk.core.memory.MemoryFault;
import io.kwalk.core.object.UnknownNameException;
import io.kwalk.core.stack.Registers;
import io.kwalk.linux.Kernel;
import io.kwalk.linux.task.Task;
import java.util.ArrayList;
import java.util.List;

/** x86-64: struct user_regs_struct (arch/x86/include/asm/user_64.h), fxsave, xsave. */
final class X86Machine implements CoreMachine {
  /** The code segment of 32-bit user code. */
  static final long USER32_CS = 0x23;

  private final Kernel kernel;

  X86Machine(Kernel kernel) {
    this.kernel = kernel;
  }

  @Override
  public int machine() {
    return Machines.EM_X86_64;
  }

  @Override
  public int wordSize() {
    return 8;
  }

  /** All of struct pt_regs, then what the kernel keeps in thread_struct. */
  @Override
  public byte[] generalRegisters(Task task, Registers user, StructWriter out) {
    for (X86Register register : X86Register.values()) {
      long value = user.value(register);
      boolean segment = register == X86Register.CS || register == X86Register.SS;
      out.word(segment ? X86Register.selector(value) : value);
    }
    for (String member : List.of("fsbase", "gsbase", "ds", "es", "fsindex", "gsindex")) {
      out.word(thread(kernel, task, member));
    }
    return out.toBytes();
  }

  /** A member of thread_struct, 0 where it cannot be read. */
  static long thread(Kernel kernel, Task task, String member) {
    try {
      return kernel.field("task_struct", "thread." + member).get(kernel.memory(), task.address());
    } catch (MemoryFault | UnknownNameException _) {
      return 0;
    }
  }

  @Override
  public List<CoreNote> otherRegisters(Task task) {
    List<CoreNote> notes = new ArrayList<>();
    X86FloatingPoint.of(task)
        .ifPresent(state -> {
          notes.add(CoreNote.core(CoreNote.NT_FPREGSET, state.legacy()));
          state
              .extended()
              .ifPresent(bytes -> notes.add(CoreNote.linux(CoreNote.NT_X86_XSTATE, bytes)));
        });
    return notes;
  }
}
