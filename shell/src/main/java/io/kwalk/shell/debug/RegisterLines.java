package io.kwalk.shell.debug;

import io.kwalk.core.image.PrStatus;
import io.kwalk.core.image.PrStatus.AArch64;
import io.kwalk.core.image.PrStatus.X8664;
import io.kwalk.shell.Text;
import java.util.ArrayList;
import java.util.List;

/** Registers of a crash note, three in a line. */
final class RegisterLines {
  private static final int GENERAL_REGISTERS = 31;

  private RegisterLines() {}

  static List<String> x86(PrStatus status) {
    return List.of(
        "    RIP: "
            + hex(status, X8664.IP, 16)
            + "  RSP: "
            + hex(status, X8664.SP, 16)
            + "  RFLAGS: "
            + hex(status, X8664.FLAGS, 8),
        row(status, "RAX", X8664.AX, "RBX", X8664.BX, "RCX", X8664.CX),
        row(status, "RDX", X8664.DX, "RSI", X8664.SI, "RDI", X8664.DI),
        row(status, "RBP", X8664.BP, " R8", X8664.R8, " R9", X8664.R9),
        row(status, "R10", X8664.R10, "R11", X8664.R11, "R12", X8664.R12),
        row(status, "R13", X8664.R13, "R14", X8664.R14, "R15", X8664.R15),
        "    CS: " + hex(status, X8664.CS, 4) + "  SS: " + hex(status, X8664.SS, 4));
  }

  private static String row(
      PrStatus status, String a, int first, String b, int second, String c, int third) {
    return "    "
        + a
        + ": "
        + hex(status, first, 16)
        + "  "
        + b
        + ": "
        + hex(status, second, 16)
        + "  "
        + c
        + ": "
        + hex(status, third, 16);
  }

  /** x0 to x30, then the others. */
  static List<String> arm64(PrStatus status) {
    List<String> lines = new ArrayList<>();
    lines.add(
        "     PC: "
            + hex(status, AArch64.PC, 16)
            + "   SP: "
            + hex(status, AArch64.SP, 16)
            + "  PSTATE: "
            + hex(status, AArch64.PSTATE, 8));
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < GENERAL_REGISTERS; i++) {
      line.append(Text.right("X" + i, 7)).append(": ").append(hex(status, i, 16));
      if (i % 3 == 2 || i == GENERAL_REGISTERS - 1) {
        lines.add(line.toString());
        line.setLength(0);
      }
    }
    return lines;
  }

  /** A register in hexadecimal; ? where the note is too short for it. */
  static String hex(PrStatus status, int register, int width) {
    return register < status.count() ? Text.hex(status.register(register), width) : "?";
  }
}
