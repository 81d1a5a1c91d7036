package io.kwalk.linux.syscall;

import io.kwalk.core.arch.RegisterName;
import io.kwalk.core.arch.arm64.Arm64Register;
import io.kwalk.core.arch.x86_64.X86Register;
import io.kwalk.core.stack.Registers;
import java.util.List;

/** How user code enters the kernel: where the number and the arguments are. */
public enum SystemCallAbi {
  X86_64(
      "x86-64",
      8,
      "sys_call_table",
      X86Register.ORIG_AX,
      List.of(
          X86Register.DI,
          X86Register.SI,
          X86Register.DX,
          X86Register.R10,
          X86Register.R8,
          X86Register.R9)),
  I386(
      "i386",
      4,
      "ia32_sys_call_table",
      X86Register.ORIG_AX,
      List.of(
          X86Register.BX,
          X86Register.CX,
          X86Register.DX,
          X86Register.SI,
          X86Register.DI,
          X86Register.BP)),
  ARM64(
      "arm64",
      8,
      "sys_call_table",
      Arm64Register.SYSCALLNO,
      List.of(
          Arm64Register.ORIG_X0,
          Arm64Register.X1,
          Arm64Register.X2,
          Arm64Register.X3,
          Arm64Register.X4,
          Arm64Register.X5)),
  ARM(
      "arm",
      4,
      "compat_sys_call_table",
      Arm64Register.SYSCALLNO,
      List.of(
          Arm64Register.ORIG_X0,
          Arm64Register.X1,
          Arm64Register.X2,
          Arm64Register.X3,
          Arm64Register.X4,
          Arm64Register.X5));

  private final String label;
  private final int wordSize;
  private final String table;
  private final RegisterName number;
  private final List<? extends RegisterName> arguments;

  SystemCallAbi(
      String label,
      int wordSize,
      String table,
      RegisterName number,
      List<? extends RegisterName> arguments) {
    this.label = label;
    this.wordSize = wordSize;
    this.table = table;
    this.number = number;
    this.arguments = arguments;
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
    return (int) registers.value(number);
  }

  /** Argument {@code index} of six. */
  public long argument(Registers registers, int index) {
    long value = registers.value(arguments.get(index));
    return wordSize == 4 ? value & 0xffff_ffffL : value;
  }
}
