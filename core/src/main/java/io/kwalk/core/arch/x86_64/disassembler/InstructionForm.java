package io.kwalk.core.arch.x86_64.disassembler;

import io.kwalk.core.arch.code.Flow;
import java.util.ArrayList;
import java.util.List;

/**
 * A row of an opcode table: the conditions under which it holds, and the instruction it encodes.
 * Among the rows of an opcode the first whose conditions hold is taken.
 */
final class InstructionForm {
  /** Stands for what encodes no instruction. */
  static final InstructionForm BAD = new InstructionForm("(bad)", "", false);

  static final int MEMORY = 1;
  static final int REGISTER = 2;

  /**
   * Bits of mandatory prefixes that fit: 1 none, 2 66, 4 F3, 8 F2; 0 if it has no such condition.
   */
  int mandatory;

  int modRm = -1;
  int reg = -1;
  int rm = -1;

  /** {@link #MEMORY}, {@link #REGISTER}, or 0 for either. */
  int mod;

  boolean needsSib;

  /** 1 for W0, 2 for W1. */
  int w;

  /** 1 for L0, 2 for L1, 3 for L2. */
  int vectorLength;

  boolean operandSize64;
  boolean operandSize16;
  boolean addressSize32;
  boolean rexB;
  private boolean usesModRm;
  private boolean usesVvvv;

  /** By operand size (16, 32, 64), or one or two of them. */
  final String[] mnemonics;

  final OperandSpec[] operands;
  final boolean ordered;
  private final boolean indirect;
  private final Flow flow;

  private InstructionForm(String mnemonic, String operands, boolean vector) {
    mnemonics = split(mnemonic.replace('_', ' '), '|');
    indirect = operands.startsWith("*");
    ordered = operands.startsWith("=");
    String[] words = split(indirect || ordered ? operands.substring(1) : operands, ',');
    List<OperandSpec> specs = new ArrayList<>(4);
    for (String word : words) {
      if (!word.isEmpty()) {
        specs.add(OperandSpec.parse(word, vector));
      }
    }
    this.operands = specs.toArray(new OperandSpec[0]);
    flow = flow(mnemonics[mnemonics.length - 1]);
  }

  /** Whether the operand is a place that holds the target: printed with a star. */
  boolean indirect() {
    return indirect;
  }

  Flow flow() {
    return flow;
  }

  private static Flow flow(String mnemonic) {
    return switch (mnemonic) {
      case "call", "lcall" -> Flow.CALL;
      case "jmp", "ljmp" -> Flow.JUMP;
      case "ret", "lretq", "iretq", "sysretq", "sysretl", "sysexitq", "sysexitl" -> Flow.RETURN;
      case "erets", "eretu", "uiret" -> Flow.RETURN;
      case "int3", "ud2", "ud1", "ud0", "int1" -> Flow.TRAP;
      case "loop", "loope", "loopne", "loopl", "loopel", "loopnel" -> Flow.CONDITIONAL_JUMP;
      default -> mnemonic.startsWith("j") ? Flow.CONDITIONAL_JUMP : Flow.NEXT;
    };
  }

  /** Reads a row's words behind the opcode. */
  static InstructionForm parse(String[] words, int from, boolean vector) {
    int at = from;
    while (isCondition(words[at])) {
      at++;
    }
    String operands = at + 1 < words.length ? words[at + 1] : "";
    InstructionForm form = new InstructionForm(words[at], operands, vector);
    for (int i = from; i < at; i++) {
      form.condition(words[i]);
    }
    form.usesModRm = form.findsModRm();
    form.usesVvvv = form.findsVvvv();
    return form;
  }

  /** Whether a ModRM byte follows the opcode. */
  boolean usesModRm() {
    return usesModRm;
  }

  /** Whether an operand is encoded in VEX.vvvv. */
  boolean usesVvvv() {
    return usesVvvv;
  }

  private boolean findsVvvv() {
    for (OperandSpec operand : operands) {
      boolean named =
          switch (operand.kind()) {
            case VECTOR_VEX, GENERAL_VEX, VECTOR_INDEXED -> true;
            case MASK, TILE -> operand.size() == 'h';
            default -> false;
          };
      if (named) {
        return true;
      }
    }
    return false;
  }

  private boolean findsModRm() {
    if (modRm >= 0 || reg >= 0 || rm >= 0 || mod != 0) {
      return true;
    }
    for (OperandSpec operand : operands) {
      if (operand.kind().usesModRm()) {
        return true;
      }
    }
    return false;
  }

  private static boolean isCondition(String word) {
    return switch (word) {
      case "np", "66", "f3", "f2", "mem", "reg", "sib", "W0", "W1", "L0", "L1", "L2" -> true;
      case "o64", "o16", "rb", "a32" -> true;
      default -> word.charAt(0) == '/' || word.startsWith("modrm=") || word.startsWith("rm=");
    };
  }

  private void condition(String word) {
    switch (word) {
      case "np" -> mandatory |= 1;
      case "66" -> mandatory |= 2;
      case "f3" -> mandatory |= 4;
      case "f2" -> mandatory |= 8;
      case "mem" -> mod = MEMORY;
      case "reg" -> mod = REGISTER;
      case "sib" -> {
        mod = MEMORY;
        needsSib = true;
      }
      case "W0" -> w = 1;
      case "W1" -> w = 2;
      case "L0" -> vectorLength = 1;
      case "L1" -> vectorLength = 2;
      case "L2" -> vectorLength = 3;
      case "o64" -> operandSize64 = true;
      case "o16" -> operandSize16 = true;
      case "a32" -> addressSize32 = true;
      case "rb" -> rexB = true;
      default -> modRmCondition(word);
    }
  }

  private void modRmCondition(String word) {
    if (word.startsWith("modrm=")) {
      modRm = Integer.parseInt(word.substring(6), 16);
    } else if (word.startsWith("rm=")) {
      rm = word.charAt(3) - '0';
    } else {
      reg = word.charAt(1) - '0';
    }
  }

  /** {@link String#split} without its regular expressions. */
  static String[] split(String text, char separator) {
    List<String> parts = new ArrayList<>(8);
    int from = 0;
    for (int at; (at = text.indexOf(separator, from)) >= 0; from = at + 1) {
      parts.add(text.substring(from, at));
    }
    parts.add(text.substring(from));
    return parts.toArray(new String[0]);
  }
}
