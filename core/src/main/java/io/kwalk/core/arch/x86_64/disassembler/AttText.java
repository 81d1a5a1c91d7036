package io.kwalk.core.arch.x86_64.disassembler;

import io.kwalk.core.arch.code.AddressFormat;
import io.kwalk.core.arch.x86_64.disassembler.Operand.Immediate;
import io.kwalk.core.arch.x86_64.disassembler.Operand.Memory;
import io.kwalk.core.arch.x86_64.disassembler.Operand.Port;
import io.kwalk.core.arch.x86_64.disassembler.Operand.Register;
import io.kwalk.core.arch.x86_64.disassembler.Operand.Rounding;
import io.kwalk.core.arch.x86_64.disassembler.Operand.Target;
import java.util.List;
import java.util.OptionalLong;

/** Instructions in AT&amp;T syntax, as objdump prints them. */
public final class AttText {
  private static final int MNEMONIC_WIDTH = 6;

  private AttText() {}

  /** {@code 0x1234}. */
  public static void hexadecimal(StringBuilder out, long value) {
    out.append("0x").append(Long.toHexString(value));
  }

  /** The text of an instruction, with addresses as {@code 0x1234}. */
  public static String of(X86Instruction instruction) {
    StringBuilder out = new StringBuilder(48);
    append(out, instruction, AttText::hexadecimal);
    return out.toString();
  }

  /**
   * Prefixes, mnemonic, operands with the destination last, and behind a {@code #} the address that
   * an operand relative to the instruction pointer means.
   */
  public static void append(
      StringBuilder out, X86Instruction instruction, AddressFormat addresses) {
    int start = out.length();
    appendMnemonic(out, instruction);
    if (instruction.operands().isEmpty()) {
      return;
    }
    for (int i = out.length() - start; i < MNEMONIC_WIDTH; i++) {
      out.append(' ');
    }
    out.append(' ');
    appendOperands(out, instruction, addresses);
    OptionalLong relative = instruction.relativeAddress();
    if (relative.isPresent()) {
      out.append("        # ");
      addresses.append(out, relative.getAsLong());
    }
  }

  /** Prefixes and mnemonic. */
  public static void appendMnemonic(StringBuilder out, X86Instruction instruction) {
    List<String> prefixes = instruction.prefixes();
    for (int i = 0; i < prefixes.size(); i++) {
      out.append(prefixes.get(i));
      if (i + 1 < prefixes.size() || !instruction.mnemonic().isEmpty()) {
        out.append(' ');
      }
    }
    out.append(instruction.mnemonic());
  }

  /** Operands with the destination last, and a mask. */
  public static void appendOperands(
      StringBuilder out, X86Instruction instruction, AddressFormat addresses) {
    List<Operand> operands = instruction.operands();
    int count = operands.size();
    boolean ordered = instruction.form().ordered;
    boolean first = true;
    for (int i = 0; i < count; i++) {
      Operand operand = operands.get(ordered ? i : count - 1 - i);
      if (operand instanceof Operand.ImpliedOne && !addresses.printsImpliedOne()) {
        continue;
      }
      if (!first) {
        out.append(',');
      }
      if (first && instruction.isIndirect()) {
        out.append('*');
      }
      first = false;
      append(out, operand, addresses);
    }
    out.append(instruction.mask());
  }

  /** One operand. */
  public static void append(StringBuilder out, Operand operand, AddressFormat addresses) {
    switch (operand) {
      case Register register -> register(out, register.name());
      case Immediate immediate -> hexadecimal(out.append('$'), immediate.value());
      case Memory memory -> memory(out, memory);
      case Target target -> addresses.append(out, target.address());
      case Rounding rounding -> out.append(rounding.text());
      case Operand.ImpliedOne _ -> out.append("$1");
      case Port _ -> out.append("(%dx)");
    }
  }

  private static void register(StringBuilder out, String name) {
    out.append('%').append(name);
  }

  private static void memory(StringBuilder out, Memory memory) {
    if (memory.segment() != null) {
      out.append('%').append(memory.segment()).append(':');
    }
    boolean registers = memory.base() != null || memory.index() != null;
    if (memory.hasDisplacement()) {
      long value = memory.displacement();
      if (registers && value < 0) {
        hexadecimal(out.append('-'), -value);
      } else {
        hexadecimal(out, value);
      }
    }
    if (registers) {
      out.append('(');
      if (memory.base() != null) {
        register(out, memory.base());
      }
      if (memory.index() != null) {
        register(out.append(','), memory.index());
        out.append(',').append(memory.scale());
      }
      out.append(')');
    }
    if (memory.broadcast() > 0) {
      out.append("{1to").append(memory.broadcast()).append('}');
    }
  }
}
