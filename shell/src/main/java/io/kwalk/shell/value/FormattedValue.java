package io.kwalk.shell.value;

import io.kwalk.core.debuginfo.ArrayType;
import io.kwalk.core.debuginfo.StructType;
import io.kwalk.core.memory.MemoryFault;
import io.kwalk.core.object.PrintOptions;
import io.kwalk.core.object.Reference;
import io.kwalk.core.object.Target;
import io.kwalk.core.object.ValuePrinter;
import io.kwalk.core.object.expression.Value;
import io.kwalk.shell.CommandException;
import java.util.StringJoiner;

/** Values in gdb's output formats: {@code p/x}, {@code /d}, {@code /u}, {@code /o}, {@code /t}. */
final class FormattedValue {
  private FormattedValue() {}

  static String of(Target target, Value value, String format, PrintOptions options)
      throws CommandException {
    if (format.length() != 1 || !"xduota".contains(format)) {
      throw new CommandException("no such format: /" + format + "; known are /x /d /u /o /t /a");
    }
    return switch (value) {
      case Value.Located located -> place(located.reference(), format.charAt(0), options);
      case Value.Scalar number ->
          number(number.bits(), (int) number.type().size(), format.charAt(0));
      case Value.Floating floating -> number((long) floating.number(), 8, format.charAt(0));
    };
  }

  private static String place(Reference place, char format, PrintOptions options) {
    try {
      return switch (place.type().strip()) {
        case ArrayType array when array.count() > 0 -> array(place, array, format, options);
        case StructType _ -> ValuePrinter.print(place, options.withHexadecimal(format == 'x'));
        default -> number(place.value(), (int) place.size(), format);
      };
    } catch (MemoryFault fault) {
      return "<" + fault.getMessage() + ">";
    }
  }

  private static String array(Reference place, ArrayType array, char format, PrintOptions options) {
    StringJoiner elements = new StringJoiner(", ", "{", "}");
    long shown = Math.min(array.count(), options.elements());
    for (long i = 0; i < shown; i++) {
      elements.add(place(place.index(i), format, options));
    }
    return shown < array.count() ? elements + "..." : elements.toString();
  }

  private static String number(long value, int size, char format) {
    int unused = Math.clamp(64 - 8 * size, 0, 56);
    long bits = value << unused >>> unused;
    return switch (format) {
      case 'd' -> Long.toString(value << unused >> unused);
      case 'u' -> Long.toUnsignedString(bits);
      case 'o' -> bits == 0 ? "0" : "0" + Long.toOctalString(bits);
      case 't' -> Long.toBinaryString(bits);
      default -> "0x" + Long.toHexString(bits);
    };
  }
}
