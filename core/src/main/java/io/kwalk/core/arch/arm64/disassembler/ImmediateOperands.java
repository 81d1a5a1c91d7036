package io.kwalk.core.arch.arm64.disassembler;

import io.kwalk.core.arch.arm64.disassembler.Operand.Target;
import io.kwalk.core.arch.arm64.disassembler.Operand.Text;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Immediates, shifted and extended registers, conditions, addresses relative to the instruction.
 */
final class ImmediateOperands {
  static final String[] CONDITIONS = {
    "eq", "ne", "cs", "cc", "mi", "pl", "vs", "vc", "hi", "ls", "ge", "lt", "gt", "le", "al", "nv"
  };

  /** Other names of conditions, those of SVE among them. */
  private static final String[] OTHER_CONDITIONS = {
    "none",
    "any",
    "hs, nlast",
    "lo, ul, last",
    "first",
    "nfrst",
    "",
    "",
    "pmore",
    "plast",
    "tcont",
    "tstop",
    "",
    "",
    "",
    ""
  };

  private static final String[] SHIFTS = {"lsl", "lsr", "asr", "ror"};
  private static final String[] EXTENSIONS = {
    "uxtb", "uxth", "uxtw", "uxtx", "sxtb", "sxth", "sxtw", "sxtx"
  };

  /** Columns of the hexadecimal text that a decimal one follows. */
  private static final int MOVE_WIDTH = 23;

  private ImmediateOperands() {}

  /** Null if there is no such kind. */
  static @Nullable OperandDecoder compile(String kind, Arguments arguments) {
    return switch (kind) {
      case "hex" -> hex(arguments.field(0), arguments.has(1) ? arguments.number(1) : 1);
      case "dec" -> dec(arguments.field(0));
      case "sdec" -> {
        Field field = arguments.field(0);
        yield word -> new Text("#" + field.signed(word));
      }
      case "from" -> {
        Field field = arguments.field(0);
        int from = arguments.number(1);
        yield word -> new Text("#" + (from - field.of(word)));
      }
      case "arithmetic" -> shiftedBy12(arguments.field(0), arguments.field(1));
      case "bitmask" -> bitmask(arguments.named("s"), arguments.field(0), false);
      case "bitmaskMove" -> bitmask(arguments.named("s"), arguments.field(0), true);
      case "moveWide" -> moveWide(arguments, 0);
      case "moveNot" -> moveWide(arguments, -1);
      case "wide" -> wide(arguments.named("s"), arguments.field(0), arguments.field(1));
      case "insertAt" -> {
        Field wide = arguments.named("s");
        Field rotate = arguments.field(0);
        yield word -> new Text("#" + (-rotate.of(word) & (wide.of(word) == 1 ? 63 : 31)));
      }
      case "width" -> {
        Field last = arguments.field(0);
        yield word -> new Text("#" + (last.of(word) + 1));
      }
      case "extractWidth" -> {
        Field first = arguments.field(0);
        Field last = arguments.field(1);
        yield word -> new Text("#" + (last.of(word) - first.of(word) + 1));
      }
      case "shifted" -> shifted(arguments);
      case "extended" -> extended(arguments);
      case "condition" -> condition(arguments.field(0), 0);
      case "inverted" -> condition(arguments.field(0), 1);
      case "relative" -> relative(arguments.field(0), arguments.number(1));
      case "branch" -> branch(arguments, "b.");
      case "consistent" -> branch(arguments, "bc.");
      case "page" -> {
        Field pages = arguments.field(0);
        yield word -> new Target((word.address & ~0xfffL) + (pages.signed(word) << 12), false);
      }
      case "literal" -> {
        Field words = arguments.field(0);
        yield word -> new Target(word.address + words.signed(word) * 4, true);
      }
      case "float" -> {
        Field field = arguments.field(0);
        yield word ->
            new Text(
                String.format(Locale.ROOT, "#%.18e", Immediates.floatingPoint(field.of(word))));
      }
      default -> null;
    };
  }

  private static OperandDecoder hex(Field field, int factor) {
    return word -> new Text("#0x" + Integer.toHexString(field.of(word) * factor));
  }

  private static OperandDecoder dec(Field field) {
    return word -> new Text("#" + field.of(word));
  }

  private static OperandDecoder shiftedBy12(Field immediate, Field shift) {
    return word -> {
      String text = "#0x" + Integer.toHexString(immediate.of(word));
      return new Text(shift.of(word) == 0 ? text : text + ", lsl #12");
    };
  }

  private static OperandDecoder bitmask(Field wide, Field bits, boolean move) {
    return word -> {
      boolean is64 = wide.of(word) == 1;
      long value = Immediates.bitmask(bits.of(word), is64 ? 64 : 32);
      if (value == 0) {
        return null;
      }
      return move ? moved(word, value, is64) : new Text("#0x" + Long.toHexString(value));
    };
  }

  private static OperandDecoder moveWide(Arguments arguments, long inverted) {
    Field wide = arguments.named("s");
    Field immediate = arguments.field(0);
    Field half = arguments.field(1);
    return word -> {
      boolean is64 = wide.of(word) == 1;
      if (!is64 && half.of(word) > 1) {
        return null;
      }
      long value = (long) immediate.of(word) << 16 * half.of(word) ^ inverted;
      return moved(word, is64 ? value : value & 0xffff_ffffL, is64);
    };
  }

  /** With the signed value in decimal behind all operands. */
  private static Text moved(Word word, long value, boolean is64) {
    String text = "#0x" + Long.toHexString(value);
    long signed = is64 ? value : (int) value;
    word.comment = " ".repeat(Math.max(0, MOVE_WIDTH - text.length())) + "\t// #" + signed;
    return new Text(text);
  }

  private static OperandDecoder wide(Field wide, Field immediate, Field half) {
    return word -> {
      int by = half.of(word);
      if (wide.of(word) == 0 && by > 1) {
        return null;
      }
      String text = "#0x" + Integer.toHexString(immediate.of(word));
      return new Text(by == 0 ? text : text + ", lsl #" + 16 * by);
    };
  }

  private static OperandDecoder shifted(Arguments arguments) {
    Field wide = arguments.named("s");
    Field register = arguments.field(0);
    Field kind = arguments.field(1);
    Field amount = arguments.field(2);
    return word -> {
      boolean is64 = wide.of(word) == 1;
      int by = amount.of(word);
      int number = register.of(word);
      if (!is64 && by > 31) {
        return null;
      }
      if (by == 0 && kind.of(word) == 0) {
        return (is64 ? RegisterNames.X_OPERANDS : RegisterNames.W_OPERANDS)[number];
      }
      String name = (is64 ? RegisterNames.X : RegisterNames.W)[number];
      return new Operand.ModifiedRegister(name, SHIFTS[kind.of(word)] + " #" + by);
    };
  }

  private static OperandDecoder extended(Arguments arguments) {
    Field wide = arguments.named("s");
    Field register = arguments.field(0);
    Field option = arguments.field(1);
    Field amount = arguments.field(2);
    Field first = arguments.field(3);
    Field second = arguments.field(4);
    return word -> {
      boolean is64 = wide.of(word) == 1;
      int kind = option.of(word);
      boolean wideRegister = is64 && (kind & 3) == 3;
      int number = register.of(word);
      int by = amount.of(word);
      boolean stack = first.of(word) == 31 || second.of(word) == 31;
      boolean shift = stack && kind == (is64 ? 3 : 2);
      if (shift && by == 0) {
        return (wideRegister ? RegisterNames.X_OPERANDS : RegisterNames.W_OPERANDS)[number];
      }
      String extension = shift ? "lsl" : EXTENSIONS[kind];
      return new Operand.ModifiedRegister(
          (wideRegister ? RegisterNames.X : RegisterNames.W)[number],
          by == 0 ? extension : extension + " #" + by);
    };
  }

  private static OperandDecoder condition(Field field, int flip) {
    return word -> {
      int condition = field.of(word) ^ flip;
      String other = OTHER_CONDITIONS[condition];
      if (!other.isEmpty()) {
        word.comment = "\t// " + CONDITIONS[condition] + " = " + other;
      }
      return new Text(CONDITIONS[condition]);
    };
  }

  private static OperandDecoder relative(Field field, int shift) {
    return word -> new Target(word.address + (field.signed(word) << shift), false);
  }

  private static OperandDecoder branch(Arguments arguments, String prefix) {
    OperandDecoder target = relative(arguments.field(0), 2);
    Field condition = arguments.field(1);
    return word -> {
      String other = OTHER_CONDITIONS[condition.of(word)];
      if (!other.isEmpty()) {
        word.comment = "  // " + prefix + other.replace(", ", ", " + prefix);
      }
      return target.decode(word);
    };
  }
}
