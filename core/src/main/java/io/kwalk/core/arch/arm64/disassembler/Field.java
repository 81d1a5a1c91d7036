package io.kwalk.core.arch.arm64.disassembler;

import java.util.Arrays;

/** A number that some bits of a word encode: runs of bits, the most significant first. */
final class Field {
  private final int[] shifts;
  private final int[] widths;
  private final int constant;
  final int width;

  private Field(int[] shifts, int[] widths, int width, int constant) {
    this.shifts = shifts;
    this.widths = widths;
    this.width = width;
    this.constant = constant;
  }

  /** A number that no bits encode. */
  static Field constant(int value) {
    return new Field(new int[0], new int[0], 0, value);
  }

  /**
   * The bits whose letters in a pattern are those of {@code letters}, one letter's behind the
   * other's.
   *
   * @param pattern 32 characters, that of bit 31 first
   * @throws IllegalArgumentException if the pattern has none of a letter
   */
  static Field of(String pattern, String letters) {
    if (letters.matches("[0-9]+")) {
      return constant(Integer.parseInt(letters));
    }
    int[] shifts = new int[32];
    int[] widths = new int[32];
    int count = 0;
    int width = 0;
    for (int i = 0; i < letters.length(); i++) {
      char letter = letters.charAt(i);
      int at = pattern.indexOf(letter);
      if (at < 0) {
        throw new IllegalArgumentException("no field " + letter + " in " + pattern);
      }
      while (at >= 0) {
        int end = at;
        while (end < 32 && pattern.charAt(end) == letter) {
          end++;
        }
        shifts[count] = 32 - end;
        widths[count++] = end - at;
        width += end - at;
        at = pattern.indexOf(letter, end);
      }
    }
    return new Field(Arrays.copyOf(shifts, count), Arrays.copyOf(widths, count), width, 0);
  }

  /** Its value, unsigned. */
  int of(Word word) {
    return of(word.bits);
  }

  int of(int word) {
    int value = constant;
    for (int i = 0; i < shifts.length; i++) {
      value = value << widths[i] | word >>> shifts[i] & (1 << widths[i]) - 1;
    }
    return value;
  }

  /** Its value in two's complement. */
  long signed(Word word) {
    int unused = 64 - width;
    return (long) of(word.bits) << unused >> unused;
  }
}
