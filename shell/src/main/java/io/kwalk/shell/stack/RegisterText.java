package io.kwalk.shell.stack;

import io.kwalk.core.arch.RegisterName;
import io.kwalk.core.arch.arm64.Arm64Register;
import io.kwalk.core.arch.x86_64.X86Register;
import io.kwalk.core.stack.RegisterSet;
import io.kwalk.core.stack.Registers;
import io.kwalk.shell.JsonObject;
import io.kwalk.shell.Output;
import java.util.Locale;
import java.util.Set;

/** A struct pt_regs in crash's layout. */
final class RegisterText {
  private static final Set<String> SHORTENED =
      Set.of("ax", "bx", "cx", "dx", "si", "di", "bp", "sp", "ip", "flags");

  private RegisterText() {}

  static void print(Registers registers, FrameText text, Output output) {
    if (isArm64(registers)) {
      Arm64RegisterText.print(registers, text, output);
    } else {
      X86RegisterText.print(registers, output);
    }
  }

  /** The registers of kernel code that was interrupted, with what code that was. */
  static void printInterrupted(Registers registers, FrameText text, Output output) {
    if (!isArm64(registers)) {
      output.line(text.exception(registers.ip()));
    }
    print(registers, text, output);
  }

  private static boolean isArm64(Registers registers) {
    return registers.layout().ip() instanceof Arm64Register;
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

  /** struct pt_regs of x86 has ax for rax. */
  private static String manualName(RegisterName register) {
    String name = register.name().toLowerCase(Locale.ROOT);
    boolean shortened = register instanceof X86Register && SHORTENED.contains(name);
    return name.equals("orig_ax") ? "orig_rax" : shortened ? "r" + name : name;
  }

  /** Those that are known, by the names of the architecture's manual. */
  static JsonObject json(Registers registers) {
    JsonObject object = new JsonObject();
    for (RegisterName name : registers.layout().names()) {
      if (registers.has(name)) {
        object.putAddress(manualName(name), registers.value(name));
      }
    }
    return object;
  }
}
