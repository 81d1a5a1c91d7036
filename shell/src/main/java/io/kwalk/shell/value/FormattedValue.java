package io.kwalk.shell.value;

import io.kwalk.core.debuginfo.ArrayType;
import io.kwalk.core.debuginfo.EnumType;
import io.kwalk.core.debuginfo.FunctionType;
import io.kwalk.core.debuginfo.IntType;
import io.kwalk.core.debuginfo.PointerType;
import io.kwalk.core.memory.MemoryFault;
import io.kwalk.core.object.AddressNames;
import io.kwalk.core.object.PrintOptions;
import io.kwalk.core.object.Reference;
import io.kwalk.core.object.Target;
import io.kwalk.core.object.ValuePrinter;
import io.kwalk.core.object.expression.Value;
import io.kwalk.shell.CommandException;
import io.kwalk.shell.Text;
import java.util.HexFormat;
import java.util.StringJoiner;

/**
 * Values in gdb's output formats: {@code p/x}, {@code /z}, {@code /d}, {@code /u}, {@code /o},
 * {@code /t}, {@code /c}, {@code /a}, {@code /f}, {@code /s}.
 */
final class FormattedValue {
  private static final String FORMATS = "xzduotacfs";
  private static final IntType CHARACTER = new IntType("char", 1, true, IntType.Encoding.CHARACTER);

  private final Target target;
  private final char format;
  private final PrintOptions options;

  private FormattedValue(Target target, char format, PrintOptions options) {
    this.target = target;
    this.format = format;
    this.options = options;
  }

  static String of(Target target, Value value, String format, PrintOptions options)
      throws CommandException {
    if (format.length() != 1 || !FORMATS.contains(format)) {
      throw new CommandException(
          "no such format: /" + Text.escape(format) + "; known are /x /z /d /u /o /t /c /a /f /s");
    }
    return new FormattedValue(target, format.charAt(0), options).of(value);
  }

  private String of(Value value) {
    return switch (value) {
      case Value.Located located -> place(located.reference());
      case Value.Scalar number -> number(number.bits(), (int) number.type().size());
      case Value.Floating floating ->
          format == 'f'
              ? ValueText.of(target, value, options)
              : number((long) floating.number(), 8);
    };
  }

  private String place(Reference place) {
    try {
      return switch (place.type().strip()) {
        case ArrayType array when array.count() > 0 && format != 's' -> array(place, array);
        case FunctionType _ -> number(place.address(), 8);
        case IntType _, EnumType _, PointerType _ when format != 's' ->
            number(place.value(), (int) place.size());
        // Every other type by its own rule, its numbers in the base that was asked for.
        default -> ValuePrinter.print(place, options.withHexadecimal(format == 'x'));
      };
    } catch (MemoryFault fault) {
      return "<" + fault.getMessage() + ">";
    }
  }

  private String array(Reference place, ArrayType array) {
    StringJoiner elements = new StringJoiner(", ", "{", "}");
    long shown = Math.min(array.count(), options.elements());
    for (long i = 0; i < shown; i++) {
      elements.add(place(place.index(i)));
    }
    return shown < array.count() ? elements + "..." : elements.toString();
  }

  private String number(long value, int size) {
    int unused = Math.clamp(64 - 8L * size, 0, 56);
    long bits = value << unused >>> unused;
    long signed = value << unused >> unused;
    return switch (format) {
      case 'd' -> Long.toString(signed);
      case 'u' -> Long.toUnsignedString(bits);
      case 'o' -> bits == 0 ? "0" : "0" + Long.toOctalString(bits);
      case 't' -> Long.toBinaryString(bits);
      case 'z' -> "0x" + HexFormat.of().toHexDigits(bits, 2 * Math.clamp(size, 1, 8));
      case 'c' -> ValueText.of(target, new Value.Scalar(CHARACTER, (byte) value), options);
      case 'f', 's' -> Long.toString(signed);
      case 'a' -> "0x" + Long.toHexString(bits) + new AddressNames(target).behind(bits);
      default -> "0x" + Long.toHexString(bits);
    };
  }
}
