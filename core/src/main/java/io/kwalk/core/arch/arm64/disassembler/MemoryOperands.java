package io.kwalk.core.arch.arm64.disassembler;

import static io.kwalk.core.arch.arm64.disassembler.RegisterNames.XSP;

import io.kwalk.core.arch.arm64.disassembler.Operand.Memory;
import io.kwalk.core.arch.arm64.disassembler.Operand.Mode;
import io.kwalk.core.arch.arm64.disassembler.Operand.Text;
import org.jspecify.annotations.Nullable;

/** Places in memory. */
final class MemoryOperands {
  private static final String[] PREFETCH_TYPES = {"pld", "pli", "pst"};

  private MemoryOperands() {}

  /** Null if there is no such kind. */
  static @Nullable OperandDecoder compile(String kind, Arguments arguments) {
    return switch (kind) {
      case "at" -> {
        Field base = arguments.field(0);
        yield word -> Memory.at(XSP[base.of(word)]);
      }
      case "unscaled" -> signed(arguments, Field.constant(1), Mode.OFFSET);
      case "signed" -> signed(arguments, Field.constant(arguments.number(2)), Mode.OFFSET);
      case "pre" -> signed(arguments, Field.constant(arguments.number(2)), Mode.BEFORE);
      case "post" -> signed(arguments, Field.constant(arguments.number(2)), Mode.BEHIND);
      case "scaled" -> scaled(arguments);
      case "pair" -> pair(arguments, Mode.OFFSET);
      case "pairPre" -> pair(arguments, Mode.BEFORE);
      case "pairPost" -> pair(arguments, Mode.BEHIND);
      case "indexed" -> indexed(arguments);
      case "behind" -> behind(arguments);
      case "elementBehind" -> elementBehind(arguments);
      case "vectorLength" -> vectorLength(arguments);
      case "prefetch" -> prefetch(arguments.field(0));
      case "copy" -> copy(arguments, "[%s]!, [%s]!, %s!");
      case "set" -> copy(arguments, "[%s]!, %s!, %s");
      default -> null;
    };
  }

  private static OperandDecoder signed(Arguments arguments, Field factor, Mode mode) {
    Field base = arguments.field(0);
    Field offset = arguments.field(1);
    return word -> Memory.offset(XSP[base.of(word)], offset.signed(word) * factor.of(word), mode);
  }

  /** An unsigned offset in units of what is loaded. */
  private static OperandDecoder scaled(Arguments arguments) {
    Field base = arguments.field(0);
    Field offset = arguments.field(1);
    Field size = arguments.field(2);
    return word ->
        Memory.offset(XSP[base.of(word)], (long) offset.of(word) << size.of(word), Mode.OFFSET);
  }

  private static OperandDecoder pair(Arguments arguments, Mode mode) {
    Field base = arguments.field(0);
    Field offset = arguments.field(1);
    Field size = arguments.field(2);
    return word ->
        Memory.offset(XSP[base.of(word)], offset.signed(word) * (4L << size.of(word)), mode);
  }

  private static OperandDecoder indexed(Arguments arguments) {
    Field base = arguments.field(0);
    Field index = arguments.field(1);
    Field option = arguments.field(2);
    Field shifted = arguments.field(3);
    Field size = arguments.field(4);
    return word -> {
      int kind = option.of(word);
      if ((kind & 2) == 0) {
        return null;
      }
      String[] names = (kind & 1) == 0 ? RegisterNames.W : RegisterNames.X;
      boolean isShifted = shifted.of(word) == 1;
      String extension =
          switch (kind) {
            case 2 -> "uxtw";
            case 3 -> isShifted ? "lsl" : "";
            case 6 -> "sxtw";
            default -> "sxtx";
          };
      int amount = isShifted ? size.of(word) : -1;
      return new Memory(
          XSP[base.of(word)], names[index.of(word)], extension, amount, 0, Mode.OFFSET);
    };
  }

  /** Whole vectors, with the base moved behind them or by a register. */
  private static OperandDecoder behind(Arguments arguments) {
    Field q = arguments.field(3);
    int count = arguments.number(2);
    return moved(arguments, word -> count * (8L << q.of(word)));
  }

  private static OperandDecoder elementBehind(Arguments arguments) {
    Field countLessOne = arguments.field(2);
    Field size = arguments.field(3);
    return moved(arguments, word -> (countLessOne.of(word) + 1L) << size.of(word));
  }

  private static OperandDecoder moved(
      Arguments arguments, java.util.function.ToLongFunction<Word> bytes) {
    Field base = arguments.field(0);
    Field register = arguments.field(1);
    return word -> {
      int number = register.of(word);
      String name = XSP[base.of(word)];
      return number == 31
          ? Memory.offset(name, bytes.applyAsLong(word), Mode.BEHIND)
          : new Memory(name, RegisterNames.X[number], "", -1, 0, Mode.BEHIND);
    };
  }

  /** An offset in vector lengths: its bytes are not known. */
  private static OperandDecoder vectorLength(Arguments arguments) {
    Field base = arguments.field(0);
    Field offset = arguments.field(1);
    return word -> {
      long lengths = offset.width == 4 ? offset.of(word) : offset.signed(word);
      String name = XSP[base.of(word)];
      return new Text(lengths == 0 ? "[" + name + "]" : "[" + name + ", #" + lengths + ", mul vl]");
    };
  }

  private static OperandDecoder prefetch(Field operation) {
    return word -> {
      int value = operation.of(word);
      int type = value >> 3;
      int level = value >> 1 & 3;
      if (type == 3 || level == 3) {
        return new Text("#0x" + (value < 16 ? "0" : "") + Integer.toHexString(value));
      }
      String policy = (value & 1) == 0 ? "keep" : "strm";
      return new Text(PREFETCH_TYPES[type] + "l" + (level + 1) + policy);
    };
  }

  private static OperandDecoder copy(Arguments arguments, String format) {
    Field first = arguments.field(0);
    Field second = arguments.field(1);
    Field third = arguments.field(2);
    return word -> {
      String[] names = RegisterNames.X;
      String a = names[first.of(word)];
      String b = names[second.of(word)];
      String c = names[third.of(word)];
      return new Text(String.format(format, a, b, c));
    };
  }
}
