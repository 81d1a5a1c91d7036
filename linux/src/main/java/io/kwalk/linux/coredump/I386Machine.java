package io.kwalk.linux.coredump;

import io.kwalk.core.arch.x86_64.X86Register;
import io.kwalk.core.stack.Registers;
import io.kwalk.linux.Kernel;
import io.kwalk.linux.task.Task;
import java.util.ArrayList;
import java.util.List;

/** 32-bit x86 code: struct user_regs_struct32 (arch/x86/include/asm/user32.h). */
final class I386Machine implements CoreMachine {
  private static final int EM_386 = 3;

  private final Kernel kernel;

  I386Machine(Kernel kernel) {
    this.kernel = kernel;
  }

  @Override
  public int machine() {
    return EM_386;
  }

  @Override
  public int wordSize() {
    return 4;
  }

  @Override
  public byte[] generalRegisters(Task task, Registers user, StructWriter out) {
    words(user, out, X86Register.BX, X86Register.CX, X86Register.DX, X86Register.SI);
    words(user, out, X86Register.DI, X86Register.BP, X86Register.AX);
    for (String member : List.of("ds", "es", "fsindex", "gsindex")) {
      out.word(X86Machine.thread(kernel, task, member));
    }
    words(user, out, X86Register.ORIG_AX, X86Register.IP);
    out.word(X86Register.selector(user.value(X86Register.CS)));
    words(user, out, X86Register.FLAGS, X86Register.SP);
    out.word(X86Register.selector(user.value(X86Register.SS)));
    return out.toBytes();
  }

  private static void words(Registers user, StructWriter out, X86Register... names) {
    for (X86Register name : names) {
      out.word(user.value(name));
    }
  }

  /** NT_FPREGSET would be the layout of the 387's fsave: readers take the others first. */
  @Override
  public List<CoreNote> otherRegisters(Task task) {
    List<CoreNote> notes = new ArrayList<>();
    X86FloatingPoint.of(task)
        .ifPresent(state -> {
          notes.add(CoreNote.linux(CoreNote.NT_PRXFPREG, state.legacy()));
          state
              .extended()
              .ifPresent(bytes -> notes.add(CoreNote.linux(CoreNote.NT_X86_XSTATE, bytes)));
        });
    return notes;
  }
}
