package io.kwalk.shell.stack;

import io.kwalk.core.arch.arm64.Arm64Register;
import io.kwalk.core.stack.Registers;
import io.kwalk.shell.Output;
import io.kwalk.shell.Text;

/** arm64's struct pt_regs in crash's layout. */
final class Arm64RegisterText {
  private static final int IN_ROW = 3;
  private static final int FIRST = 29;

  private Arm64RegisterText() {}

  static void print(Registers registers, FrameText text, Output output) {
    if (registers.isUserMode()) {
      output.line(
          "     PC: "
              + hex(registers, Arm64Register.PC)
              + "   LR: "
              + hex(registers, Arm64Register.X30)
              + "   SP: "
              + hex(registers, Arm64Register.SP));
      printRows(registers, output);
      output.line(
          "    ORIG_X0: "
              + hex(registers, Arm64Register.ORIG_X0)
              + "  SYSCALLNO: "
              + Integer.toHexString((int) registers.value(Arm64Register.SYSCALLNO))
              + "  PSTATE: "
              + state(registers));
      return;
    }
    output.line(place("PC", registers, Arm64Register.PC, text));
    output.line(place("LR", registers, Arm64Register.X30, text));
    output.line("     SP: " + hex(registers, Arm64Register.SP) + "  PSTATE: " + state(registers));
    printRows(registers, output);
  }

  private static String place(
      String title, Registers registers, Arm64Register name, FrameText text) {
    return "     " + title + ": " + hex(registers, name) + "  " + text.code(registers.value(name));
  }

  /** X29 to X0, three in a row. */
  private static void printRows(Registers registers, Output output) {
    for (int number = FIRST; number >= 0; number -= IN_ROW) {
      StringBuilder row = new StringBuilder("  ");
      for (int i = number; i > number - IN_ROW; i--) {
        row.append("  ")
            .append(Text.right("X" + i, 3))
            .append(": ")
            .append(hex(registers, Arm64Register.x(i)));
      }
      output.line(row.toString());
    }
  }

  private static String hex(Registers registers, Arm64Register name) {
    return Text.hex(registers.value(name), 16);
  }

  private static String state(Registers registers) {
    return Text.hex(registers.value(Arm64Register.PSTATE), 8);
  }
}
