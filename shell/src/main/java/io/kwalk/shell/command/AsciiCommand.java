package io.kwalk.shell.command;

import io.kwalk.shell.Command;
import io.kwalk.shell.CommandException;
import io.kwalk.shell.JsonObject;
import io.kwalk.shell.Output;
import io.kwalk.shell.Session;
import io.kwalk.shell.line.Numbers;
import io.kwalk.shell.line.Options;
import java.util.List;

/** The characters in a hexadecimal value, and a chart of ASCII. */
public final class AsciiCommand implements Command {
  private static final String[] NAMES = {
    "NUL", "SOH", "STX", "ETX", "EOT", "ENQ", "ACK", "BEL", " BS", " HT", " LF", " VT", " FF",
    " CR", " SO", " SI", "DLE", "DC1", "DC2", "DC3", "DC4", "NAK", "SYN", "ETB", "CAN", " EM",
    "SUB", "ESC", " FS", " GS", " RS", " US"
  };

  @Override
  public String name() {
    return "ascii";
  }

  @Override
  public void run(Session session, List<String> words, Output output) throws CommandException {
    List<String> arguments = Options.none(words);
    if (arguments.isEmpty()) {
      chart(output);
    }
    for (String argument : arguments) {
      long value =
          Numbers.hexadecimal(argument)
              .orElseThrow(() -> new CommandException("not a hexadecimal value: " + argument));
      String characters = characters(value);
      if (output.json()) {
        output.row(new JsonObject().putAddress("value", value).put("characters", characters));
      } else {
        output.line(String.format("%016x: %s", value, characters));
      }
    }
  }

  /** The bytes of a value, the lowest first, as they lie in little-endian memory. */
  private static String characters(long value) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < 8; i++) {
      int c = (int) (value >>> 8 * i) & 0xff;
      if (c >= 0x80) {
        text.append("<").append(Integer.toHexString(c)).append(">");
      } else {
        text.append(c >= 0x20 && c < 0x7f ? String.valueOf((char) c) : "<" + name(c) + ">");
      }
    }
    return text.toString();
  }

  private static String name(int c) {
    return c == 0x7f ? "DEL" : NAMES[c].strip();
  }

  private static void chart(Output output) {
    if (output.json()) {
      for (int c = 0; c < 128; c++) {
        output.row(new JsonObject().put("code", c).put("name", label(c).strip()));
      }
      return;
    }
    output.line("\n      0    1   2   3   4   5   6   7\n    +-------------------------------");
    for (int low = 0; low < 16; low++) {
      StringBuilder line = new StringBuilder("  " + "0123456789ABCDEF".charAt(low) + " |");
      for (int high = 0; high < 8; high++) {
        line.append(' ').append(label(high << 4 | low));
      }
      output.line(line.toString().stripTrailing());
    }
    output.line("");
  }

  private static String label(int c) {
    if (c < 0x20) {
      return NAMES[c];
    }
    return c == 0x20 ? " SP" : c == 0x7f ? "DEL" : " " + (char) c + " ";
  }
}
