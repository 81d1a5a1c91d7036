package io.kwalk.shell.kmem;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Text made as the bytes that are written: a format string a line would cost as much as all the
 * rest.
 */
final class AsciiText {
  private static final byte[] DIGITS = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

  /** The two digits of each byte. */
  private static final byte[] PAIRS = pairs();

  private byte[] bytes;
  private int length;

  AsciiText() {
    this(1 << 16);
  }

  AsciiText(int room) {
    bytes = new byte[room];
  }

  byte[] bytes() {
    return bytes;
  }

  int length() {
    return length;
  }

  void clear() {
    length = 0;
  }

  private void need(int more) {
    if (length + more > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, length + more));
    }
  }

  AsciiText append(char c) {
    need(1);
    bytes[length++] = (byte) c;
    return this;
  }

  AsciiText append(byte[] text) {
    need(text.length);
    System.arraycopy(text, 0, bytes, length, text.length);
    length += text.length;
    return this;
  }

  /** Once more what it holds from {@code start} up to {@code end}. */
  AsciiText repeat(int start, int end) {
    need(end - start);
    System.arraycopy(bytes, start, bytes, length, end - start);
    length += end - start;
    return this;
  }

  AsciiText append(String text) {
    return append(text.getBytes(StandardCharsets.UTF_8));
  }

  /** Hexadecimal, with blanks in front up to {@code width}. */
  AsciiText hex(long value, int width) {
    int digits = Math.max(1, (67 - Long.numberOfLeadingZeros(value)) / 4);
    int blanks = Math.max(0, width - digits);
    need(blanks + digits);
    byte[] out = bytes;
    int at = length;
    for (int i = 0; i < blanks; i++) {
      out[at++] = ' ';
    }
    if ((digits & 1) != 0) {
      out[at++] = DIGITS[(int) (value >>> 4 * digits - 4) & 15];
    }
    for (int shift = 4 * (digits & ~1) - 8; shift >= 0; shift -= 8) {
      int pair = 2 * ((int) (value >>> shift) & 255);
      out[at++] = PAIRS[pair];
      out[at++] = PAIRS[pair + 1];
    }
    length = at;
    return this;
  }

  /** Writes the four lowest hexadecimal digits of {@code value} over what is at {@code at}. */
  AsciiText overwrite(int at, long value) {
    int high = 2 * ((int) value >>> 8 & 255);
    int low = 2 * ((int) value & 255);
    byte[] out = bytes;
    out[at] = PAIRS[high];
    out[at + 1] = PAIRS[high + 1];
    out[at + 2] = PAIRS[low];
    out[at + 3] = PAIRS[low + 1];
    return this;
  }

  private static byte[] pairs() {
    byte[] pairs = new byte[512];
    for (int i = 0; i < 256; i++) {
      pairs[2 * i] = DIGITS[i >> 4];
      pairs[2 * i + 1] = DIGITS[i & 15];
    }
    return pairs;
  }

  /** Hexadecimal, with zeros in front up to {@code width}. */
  AsciiText zeros(long value, int width) {
    int digits = Math.max(width, (67 - Long.numberOfLeadingZeros(value)) / 4);
    need(digits);
    for (int shift = 4 * digits - 4; shift >= 0; shift -= 4) {
      bytes[length++] = DIGITS[shift > 60 ? 0 : (int) (value >>> shift) & 15];
    }
    return this;
  }

  /** Decimal, with blanks in front up to {@code width}. */
  AsciiText decimal(int value, int width) {
    if (value >= 0 && value < 10 && width >= 1) {
      need(width);
      for (int i = 1; i < width; i++) {
        bytes[length++] = ' ';
      }
      bytes[length++] = DIGITS[value];
      return this;
    }
    String text = Integer.toString(value);
    for (int i = text.length(); i < width; i++) {
      append(' ');
    }
    return append(text);
  }
}
