package io.kwalk.shell.stack;

import io.kwalk.core.arch.x86_64.X86Register;
import io.kwalk.core.stack.Registers;
import io.kwalk.shell.Output;
import io.kwalk.shell.Text;

/** x86-64's struct pt_regs in crash's layout. */
final class X86RegisterText {
  private X86RegisterText() {}

  static void print(Registers registers, Output output) {
    output.line(
        "    RIP: "
            + hex(registers, X86Register.IP)
            + "  RSP: "
            + hex(registers, X86Register.SP)
            + "  RFLAGS: "
            + Text.hex(registers.value(X86Register.FLAGS), 8));
    output.line(
        row(registers, "RAX", X86Register.AX, "RBX", X86Register.BX, "RCX", X86Register.CX));
    output.line(
        row(registers, "RDX", X86Register.DX, "RSI", X86Register.SI, "RDI", X86Register.DI));
    output.line(
        row(registers, "RBP", X86Register.BP, " R8", X86Register.R8, " R9", X86Register.R9));
    output.line(
        row(registers, "R10", X86Register.R10, "R11", X86Register.R11, "R12", X86Register.R12));
    output.line(
        row(registers, "R13", X86Register.R13, "R14", X86Register.R14, "R15", X86Register.R15));
    output.line(
        "    ORIG_RAX: "
            + hex(registers, X86Register.ORIG_AX)
            + "  CS: "
            + Text.hex(registers.value(X86Register.CS), 4)
            + "  SS: "
            + Text.hex(registers.value(X86Register.SS), 4));
  }

  private static String row(
      Registers registers,
      String a,
      X86Register first,
      String b,
      X86Register second,
      String c,
      X86Register third) {
    return "    "
        + a
        + ": "
        + hex(registers, first)
        + "  "
        + b
        + ": "
        + hex(registers, second)
        + "  "
        + c
        + ": "
        + hex(registers, third);
  }

  private static String hex(Registers registers, X86Register name) {
    return Text.hex(registers.value(name), 16);
  }
}
