package io.kwalk.shell.value;

import io.kwalk.core.object.NumberFormat;
import io.kwalk.core.object.PrintOptions;
import io.kwalk.core.object.Target;
import io.kwalk.core.object.ValuePrinter;
import io.kwalk.core.object.expression.Value;
import io.kwalk.shell.CommandException;
import io.kwalk.shell.Text;

/** Values in gdb's output formats: {@code p/x}. */
final class FormattedValue {
  private FormattedValue() {}

  static String of(Target target, Value value, String letter, PrintOptions options)
      throws CommandException {
    NumberFormat format =
        NumberFormat.of(letter)
            .orElseThrow(() ->
                new CommandException(
                    "no such format: /"
                        + Text.escape(letter)
                        + "; known are "
                        + NumberFormat.LETTERS));
    // The format says the base: the shell's radix does not count.
    PrintOptions wanted = options.withHexadecimal(false).withFormat(format);
    return switch (value) {
      case Value.Located located -> ValuePrinter.print(located.reference(), wanted);
      case Value.Scalar number -> ValuePrinter.print(target, number.type(), number.bits(), wanted);
      case Value.Floating floating ->
          ValuePrinter.print(target, floating.type(), ValueText.bits(floating), wanted);
    };
  }
}
