package io.kwalk.core.arch.arm64.disassembler;

import io.kwalk.core.arch.arm64.disassembler.Operand.Text;
import org.jspecify.annotations.Nullable;

/** System registers, barriers, predicate patterns. */
final class SystemOperands {
  private static final String[] BARRIERS = {
    "#0x00", "oshld", "oshst", "osh", "#0x04", "nshld", "nshst", "nsh",
    "#0x08", "ishld", "ishst", "ish", "#0x0c", "ld", "st", "sy"
  };

  private static final String[] PATTERNS = {
    "pow2", "vl1", "vl2", "vl3", "vl4", "vl5", "vl6", "vl7", "vl8", "vl16", "vl32", "vl64", "vl128",
    "vl256"
  };

  private SystemOperands() {}

  /** Null if there is no such kind. */
  static @Nullable OperandDecoder compile(String kind, Arguments arguments) {
    return switch (kind) {
      case "register" -> register(arguments.field(0), arguments.word(1).equals("w"));
      case "operation" -> operation(arguments.field(0), arguments.field(1));
      case "C" -> {
        Field field = arguments.field(0);
        yield word -> new Text("C" + field.of(word));
      }
      case "barrier" -> {
        Field field = arguments.field(0);
        yield word -> new Text(BARRIERS[field.of(word)]);
      }
      case "pattern" -> pattern(arguments);
      case "zeroed" -> zeroed(arguments.field(0));
      default -> null;
    };
  }

  private static OperandDecoder register(Field encoding, boolean written) {
    return word -> new Text(SystemRegisters.name(encoding.of(word), written));
  }

  private static OperandDecoder operation(Field key, Field register) {
    return word -> {
      SystemOperations.Operation operation = SystemOperations.at(key.of(word));
      if (operation == null) {
        return null;
      }
      return operation.register()
          ? new Text(operation.operand() + ", " + RegisterNames.X[register.of(word)])
          : new Text(operation.operand());
    };
  }

  /** "all", which is left out if no multiplier follows. */
  private static OperandDecoder pattern(Arguments arguments) {
    Field field = arguments.field(0);
    Field multiplier = arguments.has(1) ? arguments.field(1) : Field.constant(0);
    return word -> {
      int value = field.of(word);
      String text =
          value < PATTERNS.length
              ? PATTERNS[value]
              : switch (value) {
                case 29 -> "mul4";
                case 30 -> "mul3";
                case 31 -> "all";
                default -> "#0x" + Integer.toHexString(value);
              };
      int times = multiplier.of(word) + 1;
      if (times > 1) {
        return new Text(text + ", mul #" + times);
      }
      return value == 31 ? Encoding.NOTHING : new Text(text);
    };
  }

  /** Tiles of 64 bits, or all. */
  private static OperandDecoder zeroed(Field mask) {
    return word -> {
      int tiles = mask.of(word);
      if (tiles == 0xff) {
        return new Text("{za}");
      }
      StringBuilder out = new StringBuilder("{");
      for (int i = 0; i < 8; i++) {
        if ((tiles >> i & 1) != 0) {
          out.append(out.length() > 1 ? ", " : "").append("za").append(i).append(".d");
        }
      }
      return new Text(out.append('}').toString());
    };
  }
}
