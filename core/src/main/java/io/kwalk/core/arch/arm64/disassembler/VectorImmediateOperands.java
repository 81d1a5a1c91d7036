package io.kwalk.core.arch.arm64.disassembler;

import static io.kwalk.core.arch.arm64.disassembler.RegisterOperands.vector;

import io.kwalk.core.arch.arm64.disassembler.Operand.Text;
import org.jspecify.annotations.Nullable;

/** Immediates of vector instructions, and vectors whose elements a shift's encoding tells. */
final class VectorImmediateOperands {
  private VectorImmediateOperands() {}

  /** Null if there is no such kind. */
  static @Nullable OperandDecoder compile(String kind, Arguments arguments) {
    return switch (kind) {
      case "shiftedImmediate" -> shiftedImmediate(arguments);
      case "onesImmediate" -> {
        Field immediate = arguments.field(0);
        Field shift = arguments.field(1);
        yield word -> new Text(hex(immediate.of(word)) + ", msl #" + 8 * (shift.of(word) + 1));
      }
      case "byteMask" -> {
        Field bits = arguments.field(0);
        yield word -> new Text(hex(Immediates.byteMask(bits.of(word))));
      }
      case "shiftVector" -> shiftVector(arguments);
      case "wideVector" -> wideVector(arguments);
      case "shiftScalar" -> shiftScalar(arguments, 0);
      case "wideScalar" -> shiftScalar(arguments, 1);
      case "shiftRight" -> {
        Field size = arguments.field(0);
        Field low = arguments.field(1);
        yield word -> new Text("#" + (2 * bits(size.of(word)) - amount(size, low, word)));
      }
      case "shiftLeft" -> {
        Field size = arguments.field(0);
        Field low = arguments.field(1);
        yield word -> new Text("#" + (amount(size, low, word) - bits(size.of(word))));
      }
      default -> null;
    };
  }

  private static String hex(long value) {
    return "#0x" + Long.toHexString(value);
  }

  private static OperandDecoder shiftedImmediate(Arguments arguments) {
    Field immediate = arguments.field(0);
    Field shift = arguments.field(1);
    int factor = arguments.number(2);
    return word -> {
      String text = hex(immediate.of(word));
      int by = shift.of(word) * factor;
      return new Text(by == 0 ? text : text + ", lsl #" + by);
    };
  }

  private static int amount(Field immh, Field immb, Word word) {
    return immh.of(word) << 3 | immb.of(word);
  }

  /** The logarithm of an element's bytes by its highest bit; -1 for none. */
  private static int size(int immh) {
    return 31 - Integer.numberOfLeadingZeros(immh);
  }

  private static int bits(int immh) {
    return 8 << size(immh);
  }

  private static OperandDecoder shiftVector(Arguments arguments) {
    Field number = arguments.field(0);
    Field immh = arguments.field(1);
    Field q = arguments.field(2);
    return word -> {
      int size = size(immh.of(word));
      int sizeAndQ = size << 1 | q.of(word);
      return size < 0 || sizeAndQ == 6
          ? null
          : vector(number.of(word), RegisterOperands.arrangement(sizeAndQ));
    };
  }

  private static OperandDecoder wideVector(Arguments arguments) {
    Field number = arguments.field(0);
    Field immh = arguments.field(1);
    return word -> {
      int size = size(immh.of(word));
      return size < 0 || size > 2 ? null : vector(number.of(word), RegisterOperands.wide(size));
    };
  }

  private static OperandDecoder shiftScalar(Arguments arguments, int wider) {
    Field number = arguments.field(0);
    Field immh = arguments.field(1);
    return word -> {
      int size = size(immh.of(word));
      return size < 0 || size + wider > 3
          ? null
          : RegisterNames.scalars("bhsd".charAt(size + wider))[number.of(word)];
    };
  }
}
