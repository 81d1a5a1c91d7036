package io.kwalk.shell.line;

import java.util.OptionalLong;

/** Numbers as people type them to a debugger. */
public final class Numbers {
  private Numbers() {}

  /**
   * A number whose base shows: hexadecimal with 0x or with a hexadecimal letter in it, else
   * decimal; a last k, m or g (or capital) multiplies by 1024, 1024² or 1024³.
   */
  public static OptionalLong plain(String text) {
    int shift = suffix(text);
    String digits = shift == 0 ? text : text.substring(0, text.length() - 1);
    OptionalLong value = isDecimal(digits) ? decimal(digits) : hexadecimal(digits);
    return value.isPresent() ? OptionalLong.of(value.getAsLong() << shift) : value;
  }

  private static int suffix(String text) {
    return switch (text.isEmpty() ? ' ' : text.charAt(text.length() - 1)) {
      case 'k', 'K' -> 10;
      case 'm', 'M' -> 20;
      case 'g', 'G' -> 30;
      default -> 0;
    };
  }

  private static boolean isDecimal(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) < '0' || text.charAt(i) > '9') {
        return false;
      }
    }
    return !text.isEmpty();
  }

  /** Decimal digits alone, at most 64 bits. */
  public static OptionalLong decimal(String text) {
    return parse(text, 10);
  }

  /** Hexadecimal digits, with or without 0x, at most 64 bits. */
  public static OptionalLong hexadecimal(String text) {
    boolean marked = text.startsWith("0x") || text.startsWith("0X");
    return parse(marked ? text.substring(2) : text, 16);
  }

  private static OptionalLong parse(String text, int radix) {
    for (int i = 0; i < text.length(); i++) {
      if (Character.digit(text.charAt(i), radix) < 0 || text.charAt(i) > 'f') {
        return OptionalLong.empty();
      }
    }
    try {
      return OptionalLong.of(Long.parseUnsignedLong(text, radix));
    } catch (NumberFormatException _) {
      return OptionalLong.empty();
    }
  }
}
