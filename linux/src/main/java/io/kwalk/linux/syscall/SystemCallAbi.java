package io.kwalk.linux.syscall;

import io.kwalk.core.arch.RegisterName;
import io.kwalk.core.arch.arm64.Arm64Register;
import io.kwalk.core.arch.x86_64.X86Register;
import io.kwalk.core.stack.Registers;
import java.util.List;

/** How user code enters the kernel: where the number and the arguments are. */
public enum SystemCallAbi {
  X86_64("x86-64", 8, "sys_call_table"),
  I386("i386", 4, "ia32_sys_call_table"),
  ARM64("arm64", 8, "sys_call_table"),
  ARM("arm", 4, "compat_sys_call_table");

  private static final List<X86Register> X86_64_ARGUMENTS =
      List.of(
          X86Register.DI,
          X86Register.SI,
          X86Register.DX,
          X86Register.R10,
          X86Register.R8,
          X86Register.R9);
  private static final List<X86Register> I386_ARGUMENTS =
      List.of(
          X86Register.BX,
          X86Register.CX,
          X86Register.DX,
          X86Register.SI,
          X86Register.DI,
          X86Register.BP);
  private static final List<Arm64Register> ARM_ARGUMENTS =
      List.of(
          Arm64Register.ORIG_X0,
          Arm64Register.X1,
          Arm64Register.X2,
          Arm64Register.X3,
          Arm64Register.X4,
          Arm64Register.X5);

  private final String label;
  private final int wordSize;
  private final String table;

  SystemCallAbi(String label, int wordSize, String table) {
    this.label = label;
    this.wordSize = wordSize;
    this.table = table;
  }

  /** "x86-64", "i386", "arm64", "arm". */
  public String label() {
    return label;
  }

  /** Bytes of a pointer and of {@code long} in user memory. */
  public int wordSize() {
    return wordSize;
  }

  /** The kernel's table of this ABI's calls. */
  String table() {
    return table;
  }

  /** The call's number, -1 outside of one: an int on every architecture. */
  public int number(Registers registers) {
    RegisterName register =
        switch (this) {
          case X86_64, I386 -> X86Register.ORIG_AX;
          case ARM64, ARM -> Arm64Register.SYSCALLNO;
        };
    return (int) registers.value(register);
  }

  /** Argument {@code index} of six. */
  public long argument(Registers registers, int index) {
    List<? extends RegisterName> places =
        switch (this) {
          case X86_64 -> X86_64_ARGUMENTS;
          case I386 -> I386_ARGUMENTS;
          case ARM64, ARM -> ARM_ARGUMENTS;
        };
    long value = registers.value(places.get(index));
    return wordSize == 4 ? value & 0xffff_ffffL : value;
  }
}
