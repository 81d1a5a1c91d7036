package io.kwalk.shell.stack;

import io.kwalk.core.stack.RegisterSet;
import io.kwalk.core.stack.Registers;
import io.kwalk.core.stack.Registers.Name;
import io.kwalk.shell.JsonObject;
import io.kwalk.shell.Output;
import io.kwalk.shell.Text;

/** A struct pt_regs in crash's layout. */
final class RegisterText {
  private RegisterText() {}

  static void print(Registers registers, Output output) {
    output.line(
        "    RIP: "
            + hex(registers, Name.IP)
            + "  RSP: "
            + hex(registers, Name.SP)
            + "  RFLAGS: "
            + Text.hex(registers.value(Name.FLAGS), 8));
    output.line(row(registers, "RAX", Name.AX, "RBX", Name.BX, "RCX", Name.CX));
    output.line(row(registers, "RDX", Name.DX, "RSI", Name.SI, "RDI", Name.DI));
    output.line(row(registers, "RBP", Name.BP, " R8", Name.R8, " R9", Name.R9));
    output.line(row(registers, "R10", Name.R10, "R11", Name.R11, "R12", Name.R12));
    output.line(row(registers, "R13", Name.R13, "R14", Name.R14, "R15", Name.R15));
    output.line(
        "    ORIG_RAX: "
            + hex(registers, Name.ORIG_AX)
            + "  CS: "
            + Text.hex(registers.value(Name.CS), 4)
            + "  SS: "
            + Text.hex(registers.value(Name.SS), 4));
  }

  private static String row(
      Registers registers, String a, Name first, String b, Name second, String c, Name third) {
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

  private static String hex(Registers registers, Name name) {
    return Text.hex(registers.value(name), 16);
  }

  /** Those that are known, by the names of the architecture's manual. */
  static JsonObject json(RegisterSet registers) {
    JsonObject object = new JsonObject();
    for (int i = 0; i < registers.numbers().count(); i++) {
      if (registers.has(i)) {
        object.putAddress(registers.numbers().name(i), registers.get(i).getAsLong());
      }
    }
    return object;
  }

  /** Those that are known, by the kernel's names. */
  static JsonObject json(Registers registers) {
    JsonObject object = new JsonObject();
    for (Name name : Name.values()) {
      if (registers.has(name)) {
        object.putAddress(name.name().toLowerCase(java.util.Locale.ROOT), registers.value(name));
      }
    }
    return object;
  }
}
