package io.kwalk.shell.kmem;

import io.kwalk.core.debuginfo.EnumType;
import io.kwalk.linux.Kernel;
import io.kwalk.shell.CommandException;
import io.kwalk.shell.JsonObject;
import io.kwalk.shell.Output;
import io.kwalk.shell.Text;
import java.util.ArrayList;
import java.util.List;

/** kmem -g: the bits of a struct page's flags. */
final class FlagTable {
  private FlagTable() {}

  /** All flags, with their values. */
  static void print(Kernel kernel, Output output) throws CommandException {
    table(flags(kernel), "", ~0L, output);
  }

  /** Those that are set in {@code value}. */
  static void print(Kernel kernel, long value, Output output) throws CommandException {
    if (!output.json()) {
      output.line("FLAGS: " + Long.toHexString(value));
    }
    table(flags(kernel), "  ", value, output);
  }

  private static void table(
      List<EnumType.Enumerator> flags, String indent, long wanted, Output output) {
    int width = "PAGE-FLAG".length();
    for (EnumType.Enumerator flag : flags) {
      width = Math.max(width, flag.name().length());
    }
    if (!output.json()) {
      output.line(indent + Text.left("PAGE-FLAG", width) + " BIT  VALUE");
    }
    for (EnumType.Enumerator flag : flags) {
      long mask = 1L << flag.value();
      if ((wanted & mask) == 0) {
        continue;
      }
      if (output.json()) {
        output.row(
            new JsonObject()
                .put("name", flag.name())
                .put("bit", flag.value())
                .putAddress("value", mask));
      } else {
        output.line(
            indent
                + Text.left(flag.name(), width)
                + "  "
                + KmemContext.number(flag.value(), 2)
                + "  "
                + Text.hex(mask, 7));
      }
    }
  }

  private static List<EnumType.Enumerator> flags(Kernel kernel) throws CommandException {
    EnumType type =
        kernel
            .imageTypes()
            .enumeration("pageflags")
            .orElseThrow(() -> new CommandException("this kernel's enum pageflags is not known"));
    List<EnumType.Enumerator> flags = new ArrayList<>();
    for (EnumType.Enumerator flag : type.enumerators()) {
      if (flag.name().startsWith("PG_") && flag.value() >= 0 && flag.value() < 64) {
        flags.add(flag);
      }
    }
    return flags;
  }
}
