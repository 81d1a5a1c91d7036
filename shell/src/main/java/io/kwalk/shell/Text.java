package io.kwalk.shell;

import java.util.Locale;

/** Text layout that commands share. */
public final class Text {
  private Text() {}

  /**
   * A kernel string made safe for a terminal: control characters and invalid ones as \x1b; tabs and
   * printable characters stay. Line ends are for the caller to keep or not.
   */
  public static String escape(String raw) {
    for (int i = 0; i < raw.length(); i++) {
      if (!isPlain(raw.charAt(i))) {
        return escapeFrom(raw, i);
      }
    }
    return raw;
  }

  private static boolean isPlain(char c) {
    return c >= 0x20 && c < 0x7f || c == '\t' || c >= 0xa0 && c != 0xfffd && !isFormat(c);
  }

  /** Bidirectional controls, separators and byte order marks change what a line seems to say. */
  private static boolean isFormat(char c) {
    return c >= 0x200b && c <= 0x200f
        || c >= 0x2028 && c <= 0x202e
        || c >= 0x2066 && c <= 0x2069
        || c == 0xfeff;
  }

  private static String escapeFrom(String raw, int from) {
    StringBuilder out = new StringBuilder(raw.length() + 16).append(raw, 0, from);
    for (int i = from; i < raw.length(); i++) {
      char c = raw.charAt(i);
      if (isPlain(c)) {
        out.append(c);
      } else if (c < 0x100) {
        out.append("\\x")
            .append(Character.forDigit(c >> 4, 16))
            .append(Character.forDigit(c & 15, 16));
      } else {
        out.append("\\u").append(hex(c, 4));
      }
    }
    return out.toString();
  }

  /** A constant's name as rows have it: {@code END_OF_STACK} as end_of_stack. */
  public static String lower(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }

  /** {@code value} in hexadecimal, with zeros in front up to {@code width}. */
  public static String hex(long value, int width) {
    String digits = Long.toHexString(value);
    return digits.length() >= width ? digits : "0".repeat(width - digits.length()) + digits;
  }

  public static String left(String text, int width) {
    return text.length() >= width ? text : text + " ".repeat(width - text.length());
  }

  public static String right(String text, int width) {
    return text.length() >= width ? text : " ".repeat(width - text.length()) + text;
  }

  /** Centred as crash does: an odd blank goes to the left. */
  public static String center(String text, int width) {
    int blanks = Math.max(0, width - text.length());
    return " ".repeat((blanks + 1) / 2) + text + " ".repeat(blanks / 2);
  }
}
