package io.kwalk.core.arch.x86_64.disassembler;

import io.kwalk.core.arch.code.Flow;
import io.kwalk.core.arch.x86_64.disassembler.Operand.Memory;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** AT&amp;T suffixes, hints, and the names that prefixes take with an instruction. */
final class MnemonicText {
  private static final int REPEAT = 0xf3;
  private static final int REPEAT_NOT = 0xf2;
  private static final int CS = 0x2e;
  private static final int DS = 0x3e;

  private final DecodeState state;

  MnemonicText(DecodeState state) {
    this.state = state;
  }

  String finish(
      InstructionForm form,
      String mnemonic,
      List<Operand> operands,
      int memoryBytes,
      @Nullable String predicate) {
    String text = suffixed(mnemonic, operands, memoryBytes, predicate);
    if (state.waits) {
      return text.startsWith("fn") && !text.equals("fnop") ? "f" + text.substring(2) : text;
    }
    Prefixes prefixes = state.prefixes;
    if (state.encoding != DecodeState.Encoding.LEGACY || prefixes.count() == 0) {
      return text;
    }
    if (prefixes.hasRepeat() || prefixes.hasRepeatNot()) {
      repeat(form, text, operands);
    }
    return form.flow() == Flow.NEXT || prefixes.lastSegmentByte() == 0 ? text : hinted(form, text);
  }

  private String suffixed(
      String mnemonic, List<Operand> operands, int memoryBytes, @Nullable String predicate) {
    int last = mnemonic.length() - 1;
    switch (mnemonic.charAt(last)) {
      case '~' -> {
        return mnemonic.substring(0, last) + (memoryBytes == 0 ? "" : letter(memoryBytes));
      }
      case '%', '#' -> {
        return mnemonic.substring(0, last) + vectorLetter(mnemonic.charAt(last), operands);
      }
      default -> {}
    }
    int at = mnemonic.indexOf('@');
    if (at < 0) {
      return mnemonic;
    }
    String filler = predicate != null ? predicate : mnemonic.endsWith("@dq") ? "q" : "";
    return mnemonic.substring(0, at) + filler + mnemonic.substring(at + 1);
  }

  /** Which vector memory holds, where the other operand does not tell. */
  private String vectorLetter(char mark, List<Operand> operands) {
    boolean told =
        operands.size() < 2
            || !(operands.get(1) instanceof Memory memory)
            || memory.broadcast() > 0;
    if (told) {
      return "";
    }
    return switch (state.vectorLength) {
      case 0 -> "x";
      case 1 -> "y";
      default -> mark == '#' ? "z" : "";
    };
  }

  private static String letter(int bytes) {
    return switch (bytes) {
      case 1 -> "b";
      case 2 -> "w";
      case 4 -> "l";
      default -> "q";
    };
  }

  private void repeat(InstructionForm form, String mnemonic, List<Operand> operands) {
    Prefixes prefixes = state.prefixes;
    if (isString(form)) {
      boolean compares = mnemonic.startsWith("cmps") || mnemonic.startsWith("scas");
      prefixes.renameRepeat(compares ? "repz" : "rep");
    } else if (isNearBranch(form, mnemonic)) {
      prefixes.renameRepeatNot("bnd");
    } else if (Elision.allows(state.opcode, mnemonic, prefixes.hasLock(), operands)) {
      elide(mnemonic);
    }
  }

  private void elide(String mnemonic) {
    if (state.prefixes.lastRepeatByte() == REPEAT) {
      state.prefixes.renameRepeat("xrelease");
    } else if (state.prefixes.lastRepeatByte() == REPEAT_NOT && !mnemonic.startsWith("mov")) {
      state.prefixes.renameRepeatNot("xacquire");
    }
  }

  private static boolean isString(InstructionForm form) {
    for (OperandSpec operand : form.operands) {
      if (operand.kind() == OperandKind.STRING_SOURCE
          || operand.kind() == OperandKind.STRING_DESTINATION) {
        return true;
      }
    }
    return false;
  }

  private static boolean isNearBranch(InstructionForm form, String mnemonic) {
    return switch (form.flow()) {
      case CALL, JUMP -> mnemonic.charAt(0) != 'l';
      case RETURN -> mnemonic.startsWith("ret");
      case CONDITIONAL_JUMP -> mnemonic.charAt(0) == 'j' && !mnemonic.endsWith("cxz");
      default -> false;
    };
  }

  private String hinted(InstructionForm form, String mnemonic) {
    Prefixes prefixes = state.prefixes;
    int segment = prefixes.lastSegmentByte();
    if (form.indirect() && segment == DS && mnemonic.charAt(0) != 'l') {
      prefixes.renameSegment("notrack");
    } else if (form.flow() == Flow.CONDITIONAL_JUMP
        && (segment == CS || segment == DS)
        && !prefixes.hasBothHints()) {
      prefixes.useSegment();
      return mnemonic + (segment == CS ? ",pn" : ",pt");
    }
    return mnemonic;
  }

  /** Hardware lock elision: which instructions take its hints. */
  private static final class Elision {
    static boolean allows(int opcode, String mnemonic, boolean lock, List<Operand> operands) {
      if (operands.isEmpty() || !(operands.getFirst() instanceof Memory)) {
        return false;
      }
      return mnemonic.startsWith("xchg")
          || (lock ? isLockable(mnemonic) : isStore(opcode, mnemonic));
    }

    private static boolean isStore(int opcode, String mnemonic) {
      return mnemonic.startsWith("mov")
          && (opcode == 0x88 || opcode == 0x89 || opcode == 0xc6 || opcode == 0xc7);
    }

    private static boolean isLockable(String mnemonic) {
      String stem = mnemonic;
      int last = mnemonic.length() - 1;
      if (last > 1 && "bwlq".indexOf(mnemonic.charAt(last)) >= 0 && !isWhole(mnemonic)) {
        stem = mnemonic.substring(0, last);
      }
      return isWhole(stem);
    }

    private static boolean isWhole(String mnemonic) {
      return switch (mnemonic) {
        case "add", "or", "adc", "sbb", "and", "sub", "xor", "inc", "dec", "not", "neg" -> true;
        case "btc", "btr", "bts", "xadd", "cmpxchg", "cmpxchg8b", "cmpxchg16b" -> true;
        default -> false;
      };
    }
  }
}
