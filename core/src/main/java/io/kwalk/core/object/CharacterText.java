package io.kwalk.core.object;

/**
 * Characters and strings as gdb writes them: C escapes, octal for the rest, valid UTF-8 as it is.
 * Nothing that could act on a terminal gets through.
 */
final class CharacterText {
  private final StringBuilder out;
  private final char quote;

  private CharacterText(StringBuilder out, char quote) {
    this.out = out;
    this.quote = quote;
  }

  /** {@code 'c'}. */
  static void character(StringBuilder out, int value) {
    byte[] one = {(byte) value};
    quoted(out, '\'', one, 1);
  }

  /** {@code "…"} of the first {@code length} bytes. */
  static void string(StringBuilder out, byte[] bytes, int length) {
    quoted(out, '"', bytes, length);
  }

  private static void quoted(StringBuilder out, char quote, byte[] bytes, int length) {
    out.append(quote);
    CharacterText text = new CharacterText(out, quote);
    int at = 0;
    while (at < length) {
      at += text.next(bytes, at, length);
    }
    out.append(quote);
  }

  /** Writes the character at {@code at}; gives how many bytes it takes. */
  private int next(byte[] bytes, int at, int length) {
    int first = bytes[at] & 0xff;
    if (first < 0x80) {
      ascii(first);
      return 1;
    }
    int size = Utf8.sequenceLength(bytes, at, length);
    int codePoint = size == 0 ? -1 : Utf8.decode(bytes, at, size);
    if (size != 0 && isPrintable(codePoint)) {
      out.appendCodePoint(codePoint);
      return size;
    }
    int taken = Math.max(1, size);
    for (int i = 0; i < taken; i++) {
      octal(bytes[at + i] & 0xff);
    }
    return taken;
  }

  private void ascii(int c) {
    if (c >= 0x20 && c < 0x7f) {
      if (c == quote || c == '\\') {
        out.append('\\');
      }
      out.append((char) c);
      return;
    }
    int letter = "\007\b\f\n\r\t\013".indexOf(c);
    if (letter >= 0) {
      out.append('\\').append("abfnrtv".charAt(letter));
    } else {
      octal(c);
    }
  }

  private void octal(int value) {
    out.append('\\')
        .append((char) ('0' + (value >> 6)))
        .append((char) ('0' + (value >> 3 & 7)))
        .append((char) ('0' + (value & 7)));
  }

  private static boolean isPrintable(int codePoint) {
    return switch (Character.getType(codePoint)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.UNASSIGNED,
          Character.PRIVATE_USE,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          false;
      default -> true;
    };
  }
}
