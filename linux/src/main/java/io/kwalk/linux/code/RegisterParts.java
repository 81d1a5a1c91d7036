package io.kwalk.linux.code;

import io.kwalk.core.stack.Registers.Name;
import org.jspecify.annotations.Nullable;

/** General registers and their parts by the names that instructions use. */
final class RegisterParts {
  private RegisterParts() {}

  /** The 64-bit register that {@code name} is or is a part of; null if it is no general one. */
  static @Nullable Name whole(String name) {
    return switch (name) {
      case "rax", "eax", "ax", "al", "ah" -> Name.AX;
      case "rbx", "ebx", "bx", "bl", "bh" -> Name.BX;
      case "rcx", "ecx", "cx", "cl", "ch" -> Name.CX;
      case "rdx", "edx", "dx", "dl", "dh" -> Name.DX;
      case "rsi", "esi", "si", "sil" -> Name.SI;
      case "rdi", "edi", "di", "dil" -> Name.DI;
      case "rbp", "ebp", "bp", "bpl" -> Name.BP;
      case "rsp", "esp", "sp", "spl" -> Name.SP;
      case "rip" -> Name.IP;
      case "r8", "r8d", "r8w", "r8b" -> Name.R8;
      case "r9", "r9d", "r9w", "r9b" -> Name.R9;
      case "r10", "r10d", "r10w", "r10b" -> Name.R10;
      case "r11", "r11d", "r11w", "r11b" -> Name.R11;
      case "r12", "r12d", "r12w", "r12b" -> Name.R12;
      case "r13", "r13d", "r13w", "r13b" -> Name.R13;
      case "r14", "r14d", "r14w", "r14b" -> Name.R14;
      case "r15", "r15d", "r15w", "r15b" -> Name.R15;
      default -> null;
    };
  }

  /** The part of {@code value} that {@code name} stands for. */
  static long part(String name, long value) {
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
