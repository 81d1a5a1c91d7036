package io.kwalk.linux.code;

import io.kwalk.core.arch.x86_64.X86Register;
import io.kwalk.core.stack.Registers;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** General registers and their parts by the names that instructions use. */
final class X86RegisterParts implements RegisterParts {
  @Override
  public OptionalLong value(String name, Registers registers) {
    X86Register whole = whole(name);
    return whole == null || !registers.has(whole)
        ? OptionalLong.empty()
        : OptionalLong.of(part(name, registers.value(whole)));
  }

  /** The 64-bit register that {@code name} is or is a part of; null if it is no general one. */
  private static @Nullable X86Register whole(String name) {
    return switch (name) {
      case "rax", "eax", "ax", "al", "ah" -> X86Register.AX;
      case "rbx", "ebx", "bx", "bl", "bh" -> X86Register.BX;
      case "rcx", "ecx", "cx", "cl", "ch" -> X86Register.CX;
      case "rdx", "edx", "dx", "dl", "dh" -> X86Register.DX;
      case "rsi", "esi", "si", "sil" -> X86Register.SI;
      case "rdi", "edi", "di", "dil" -> X86Register.DI;
      case "rbp", "ebp", "bp", "bpl" -> X86Register.BP;
      case "rsp", "esp", "sp", "spl" -> X86Register.SP;
      case "rip" -> X86Register.IP;
      case "r8", "r8d", "r8w", "r8b" -> X86Register.R8;
      case "r9", "r9d", "r9w", "r9b" -> X86Register.R9;
      case "r10", "r10d", "r10w", "r10b" -> X86Register.R10;
      case "r11", "r11d", "r11w", "r11b" -> X86Register.R11;
      case "r12", "r12d", "r12w", "r12b" -> X86Register.R12;
      case "r13", "r13d", "r13w", "r13b" -> X86Register.R13;
      case "r14", "r14d", "r14w", "r14b" -> X86Register.R14;
      case "r15", "r15d", "r15w", "r15b" -> X86Register.R15;
      default -> null;
    };
  }

  /** The part of {@code value} that {@code name} stands for. */
  private static long part(String name, long value) {
    char last = name.charAt(name.length() - 1);
    boolean numbered = Character.isDigit(name.charAt(1));
    if (numbered) {
      return switch (last) {
        case 'b' -> value & 0xff;
        case 'w' -> value & 0xffff;
        case 'd' -> value & 0xffff_ffffL;
        default -> value;
      };
    }
    return switch (name.charAt(0)) {
      case 'r' -> value;
      case 'e' -> value & 0xffff_ffffL;
      default -> last == 'h' ? value >> 8 & 0xff : last == 'l' ? value & 0xff : value & 0xffff;
    };
  }
}
