package io.kwalk.core.arch.arm64.disassembler;

import static io.kwalk.core.arch.arm64.disassembler.RegisterOperands.vector;

import io.kwalk.core.arch.arm64.disassembler.Operand.Text;
import org.jspecify.annotations.Nullable;

/** Vectors, their elements and lists of them. */
final class VectorOperands {
  private static final String SIZES = "bhsd";

  private VectorOperands() {}

  /** Null if there is no such kind. */
  static @Nullable OperandDecoder compile(String kind, Arguments arguments) {
    return switch (kind) {
      case "list" -> list(arguments.field(0), Field.constant(arguments.number(1)), 0, arguments);
      case "lists" -> list(arguments.field(0), arguments.field(1), 1, arguments);
      case "table" -> {
        Field first = arguments.field(0);
        Field count = arguments.field(1);
        yield word -> new Text(list(first.of(word), count.of(word) + 1, "16b"));
      }
      case "elements" -> elements(arguments);
      case "element" -> element(arguments);
      case "elementFrom" -> elementFrom(arguments);
      case "copied" -> copied(arguments);
      case "copyRegister" -> copyRegister(arguments);
      case "copyScalar" -> copyScalar(arguments);
      case "pairs" -> pairs(arguments);
      case "byElement" -> byElement(arguments);
      case "floatElement" -> floatElement(arguments);
      default -> null;
    };
  }

  private static OperandDecoder list(Field first, Field count, int more, Arguments arguments) {
    Field sizeAndQ = arguments.field(2);
    return word ->
        new Text(
            list(
                first.of(word),
                count.of(word) + more,
                RegisterOperands.arrangement(sizeAndQ.of(word))));
  }

  /** One or two by name, more as a range. */
  static String list(int first, int count, String arrangement) {
    StringBuilder out = new StringBuilder("{");
    int last = first + count - 1 & 31;
    out.append('v').append(first).append('.').append(arrangement);
    if (count > 1) {
      // A range that goes on at v0 is listed.
      if (count > 2 && last > first) {
        out.append("-v").append(last).append('.').append(arrangement);
      } else {
        for (int i = 1; i < count; i++) {
          out.append(", v").append(first + i & 31).append('.').append(arrangement);
        }
      }
    }
    return out.append('}').toString();
  }

  private static OperandDecoder elements(Arguments arguments) {
    Field first = arguments.field(0);
    Field countLessOne = arguments.field(1);
    String size = arguments.word(2);
    Field index = arguments.field(3);
    return word ->
        new Text(
            list(first.of(word), countLessOne.of(word) + 1, size) + "[" + index.of(word) + "]");
  }

  private static OperandDecoder element(Arguments arguments) {
    Field number = arguments.field(0);
    Field imm5 = arguments.field(1);
    return word -> {
      int bits = imm5.of(word);
      int size = Integer.numberOfTrailingZeros(bits);
      return size > 3 ? null : element(number.of(word), size, bits >> size + 1);
    };
  }

  private static OperandDecoder elementFrom(Arguments arguments) {
    Field number = arguments.field(0);
    Field imm5 = arguments.field(1);
    Field index = arguments.field(2);
    return word -> {
      int size = Integer.numberOfTrailingZeros(imm5.of(word));
      return size > 3 ? null : element(number.of(word), size, index.of(word) >> size);
    };
  }

  private static Text element(int number, int size, int index) {
    return new Text("v" + number + "." + SIZES.charAt(size) + "[" + index + "]");
  }

  private static OperandDecoder copied(Arguments arguments) {
    Field number = arguments.field(0);
    Field imm5 = arguments.field(1);
    Field q = arguments.field(2);
    return word -> {
      int sizeAndQ = Integer.numberOfTrailingZeros(imm5.of(word)) << 1 | q.of(word);
      return sizeAndQ == 6 || sizeAndQ > 7
          ? null
          : vector(number.of(word), RegisterOperands.arrangement(sizeAndQ));
    };
  }

  private static OperandDecoder copyRegister(Arguments arguments) {
    Field number = arguments.field(0);
    Field imm5 = arguments.field(1);
    return word -> {
      int size = Integer.numberOfTrailingZeros(imm5.of(word));
      if (size > 3) {
        return null;
      }
      Operand[] all = size == 3 ? RegisterNames.X_OPERANDS : RegisterNames.W_OPERANDS;
      return all[number.of(word)];
    };
  }

  private static OperandDecoder copyScalar(Arguments arguments) {
    Field number = arguments.field(0);
    Field imm5 = arguments.field(1);
    return word -> {
      int size = Integer.numberOfTrailingZeros(imm5.of(word));
      return size > 3 ? null : RegisterNames.scalars(SIZES.charAt(size))[number.of(word)];
    };
  }

  /** Half as many elements of twice the width. */
  private static OperandDecoder pairs(Arguments arguments) {
    Field number = arguments.field(0);
    Field sizeAndQ = arguments.field(1);
    return word ->
        sizeAndQ.of(word) > 5
            ? null
            : vector(number.of(word), RegisterOperands.arrangement(sizeAndQ.of(word) + 2));
  }

  /** h: register of 4 bits, index H:L:M; s: register M:Rm, index H:L. */
  private static OperandDecoder byElement(Arguments arguments) {
    Field low = arguments.field(0);
    Field size = arguments.field(1);
    Field h = arguments.field(2);
    Field l = arguments.field(3);
    Field m = arguments.field(4);
    return word -> {
      int index = h.of(word) << 1 | l.of(word);
      return switch (size.of(word)) {
        case 1 -> element(low.of(word), 1, index << 1 | m.of(word));
        case 2 -> element(m.of(word) << 4 | low.of(word), 2, index);
        default -> null;
      };
    };
  }

  private static OperandDecoder floatElement(Arguments arguments) {
    Field low = arguments.field(0);
    Field size = arguments.field(1);
    Field h = arguments.field(2);
    Field l = arguments.field(3);
    Field m = arguments.field(4);
    return word -> {
      int number = m.of(word) << 4 | low.of(word);
      if (size.of(word) == 0) {
        return element(number, 2, h.of(word) << 1 | l.of(word));
      }
      return l.of(word) == 1 ? null : element(number, 3, h.of(word));
    };
  }
}
