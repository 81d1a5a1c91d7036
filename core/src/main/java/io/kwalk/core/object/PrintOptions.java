package io.kwalk.core.object;

/**
 * How values are printed: gdb's print settings of these names, as crash sets them.
 *
 * @param hexadecimal integers and characters as 0x…; pointers always are
 * @param elements at most so many elements of an array or characters of a string; the rest is "..."
 * @param prettyArrays each element on a line of its own
 * @param stopAtNull strings end at the first NUL
 * @param format what every number is printed in
 */
public record PrintOptions(
    boolean hexadecimal,
    int elements,
    boolean prettyArrays,
    boolean stopAtNull,
    NumberFormat format) {
  /** crash's defaults. */
  public static final PrintOptions DEFAULT =
      new PrintOptions(false, 256, false, false, NumberFormat.NATURAL);

  public PrintOptions withHexadecimal(boolean wanted) {
    return new PrintOptions(wanted, elements, prettyArrays, stopAtNull, format);
  }

  public PrintOptions withFormat(NumberFormat wanted) {
    return new PrintOptions(hexadecimal, elements, prettyArrays, stopAtNull, wanted);
  }
}
