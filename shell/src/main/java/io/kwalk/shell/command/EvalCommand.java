package io.kwalk.shell.command;

import io.kwalk.shell.Command;
import io.kwalk.shell.CommandException;
import io.kwalk.shell.JsonObject;
import io.kwalk.shell.Output;
import io.kwalk.shell.Session;
import io.kwalk.shell.line.Addresses;
import java.util.ArrayList;
import java.util.List;

/** The value of an expression in hexadecimal, decimal, octal and binary. */
public final class EvalCommand implements Command {
  @Override
  public String name() {
    return "eval";
  }

  @Override
  public void run(Session session, List<String> arguments, Output output) throws CommandException {
    List<String> words = new ArrayList<>(arguments);
    boolean bits = false;
    // Not getopt: what follows may be a negative number.
    while (!words.isEmpty() && isOption(words.getFirst())) {
      bits |= words.removeFirst().contains("b");
    }
    if (!words.isEmpty() && words.getFirst().matches("-[A-Za-z]+")) {
      throw CommandException.usage(
          "invalid option: " + words.getFirst() + ": a negative name stands in parentheses");
    }
    if (words.isEmpty()) {
      throw CommandException.usage("an expression is needed");
    }
    long value = Addresses.evaluate(session.kernel(), String.join(" ", words));
    if (output.json()) {
      output.row(
          new JsonObject()
              .putAddress("hexadecimal", value)
              .put("unsigned", Long.toUnsignedString(value))
              .put("signed", Long.toString(value))
              .put("octal", Long.toOctalString(value)));
      return;
    }
    print(value, bits, output);
  }

  private static boolean isOption(String word) {
    return word.equals("-b") || word.equals("-l") || word.equals("-bl") || word.equals("-lb");
  }

  private static void print(long value, boolean bits, Output output) {
    String units = units(value);
    output.line("hexadecimal: " + Long.toHexString(value) + "  " + units);
    String signed = value < 0 ? "(" + value + ")" : "";
    output.line("    decimal: " + Long.toUnsignedString(value) + "  " + signed);
    output.line("      octal: " + Long.toOctalString(value));
    String binary = Long.toBinaryString(value);
    output.line("     binary: " + "0".repeat(64 - binary.length()) + binary);
    if (bits) {
      output.line("   bits set: " + bitsSet(value));
    }
  }

  /** "(1GB)" where the value is a whole number of them. */
  private static String units(long value) {
    String[] names = {"GB", "MB", "KB"};
    for (int i = 0; i < names.length; i++) {
      int shift = 30 - 10 * i;
      if (value > 0 && (value & (1L << shift) - 1) == 0) {
        return "(" + (value >> shift) + names[i] + ")";
      }
    }
    return "";
  }

  private static String bitsSet(long value) {
    StringBuilder set = new StringBuilder();
    for (int bit = 63; bit >= 0; bit--) {
      if ((value >>> bit & 1) != 0) {
        set.append(bit).append(' ');
      }
    }
    return set.toString();
  }
}
