package io.kwalk.core.arch.arm64.disassembler;

import static io.kwalk.core.arch.arm64.disassembler.RegisterNames.WSP_OPERANDS;
import static io.kwalk.core.arch.arm64.disassembler.RegisterNames.W_OPERANDS;
import static io.kwalk.core.arch.arm64.disassembler.RegisterNames.XSP_OPERANDS;
import static io.kwalk.core.arch.arm64.disassembler.RegisterNames.X_OPERANDS;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Registers by a short name in a row: {@code Xd}, {@code RSn}, {@code Rt:z}, {@code Vd.16b}. */
final class RegisterOperands {
  private static final Pattern GENERAL =
      Pattern.compile("(X|W|XS|WS|R|RS|R1)([a-z])(\\+?)(?::([a-z]+))?");
  private static final Pattern SCALAR = Pattern.compile("([BHSDQFGZ])([a-z])");
  private static final Pattern VECTOR = Pattern.compile("V([a-z])\\.(\\w+)");

  /** By size and Q. */
  private static final String[] ARRANGEMENTS = {"8b", "16b", "4h", "8h", "2s", "4s", "1d", "2d"};

  private static final String[] WIDE = {"8h", "4s", "2d", "1q"};
  private static final String[] SINGLE_DOUBLE = {"2s", "4s", "1d", "2d"};
  private static final String[] BYTES = {"8b", "16b"};
  private static final String[] HALVES = {"4h", "8h"};

  /** The type of scalar floating-point instructions: single, double, none, half. */
  private static final char[] TYPES = {'s', 'd', 0, 'h'};

  private RegisterOperands() {}

  /** Null if {@code text} is no register. */
  static @Nullable OperandDecoder compile(String text, String pattern) {
    Matcher general = GENERAL.matcher(text);
    if (general.matches()) {
      return general(general, pattern);
    }
    Matcher scalar = SCALAR.matcher(text);
    if (scalar.matches()) {
      return scalar(scalar.group(1).charAt(0), Field.of(pattern, scalar.group(2)), pattern);
    }
    Matcher vector = VECTOR.matcher(text);
    return vector.matches()
        ? vector(Field.of(pattern, vector.group(1)), vector.group(2), pattern)
        : null;
  }

  private static OperandDecoder general(Matcher match, String pattern) {
    Field number = Field.of(pattern, match.group(2));
    int more = match.group(3).isEmpty() ? 0 : 1;
    String kind = match.group(1);
    return switch (kind) {
      case "X" -> word -> X_OPERANDS[number.of(word)];
      case "W" -> word -> W_OPERANDS[number.of(word)];
      case "XS" -> word -> XSP_OPERANDS[number.of(word)];
      case "WS" -> word -> WSP_OPERANDS[number.of(word)];
      default -> bySize(match, number, more, pattern);
    };
  }

  private static OperandDecoder bySize(Matcher match, Field number, int more, String pattern) {
    Field size = Field.of(pattern, match.group(4) == null ? "s" : match.group(4));
    int wide = size.width == 2 ? 3 : 1;
    boolean stack = match.group(1).equals("RS");
    Operand[] x = stack ? XSP_OPERANDS : X_OPERANDS;
    Operand[] w = stack ? WSP_OPERANDS : W_OPERANDS;
    return word -> (size.of(word) == wide ? x : w)[number.of(word) + more & 31];
  }

  private static OperandDecoder scalar(char kind, Field number, String pattern) {
    return switch (kind) {
      case 'F' -> byType(number, Field.of(pattern, "t"));
      case 'G' -> {
        Field size = Field.of(pattern, "z");
        yield word -> RegisterNames.scalars(size.of(word) == 0 ? 's' : 'd')[number.of(word)];
      }
      case 'Z' -> {
        Field size = Field.of(pattern, "z");
        yield word -> RegisterNames.scalars("bhsd".charAt(size.of(word)))[number.of(word)];
      }
      default -> {
        Operand[] all = RegisterNames.scalars(Character.toLowerCase(kind));
        yield word -> all[number.of(word)];
      }
    };
  }

  private static OperandDecoder byType(Field number, Field type) {
    return word -> {
      char letter = TYPES[type.of(word)];
      return letter == 0 ? null : RegisterNames.scalars(letter)[number.of(word)];
    };
  }

  private static OperandDecoder vector(Field number, String arrangement, String pattern) {
    return switch (arrangement) {
      case "T" -> chosen(number, ARRANGEMENTS, Field.of(pattern, "zq"));
      case "W" -> chosen(number, WIDE, Field.of(pattern, "z"));
      case "F" -> chosen(number, SINGLE_DOUBLE, Field.of(pattern, "zq"));
      case "B" -> chosen(number, BYTES, Field.of(pattern, "q"));
      case "H" -> chosen(number, HALVES, Field.of(pattern, "q"));
      default -> word -> vector(number.of(word), arrangement);
    };
  }

  private static OperandDecoder chosen(Field number, String[] arrangements, Field index) {
    return word -> vector(number.of(word), arrangements[index.of(word)]);
  }

  /** By size of an element (its logarithm) and Q. */
  static String arrangement(int sizeAndQ) {
    return ARRANGEMENTS[sizeAndQ];
  }

  /** By size of the elements that are half as wide. */
  static String wide(int size) {
    return WIDE[size];
  }

  static Operand vector(int number, String arrangement) {
    return new Operand.Text(RegisterNames.V[number] + "." + arrangement);
  }
}
