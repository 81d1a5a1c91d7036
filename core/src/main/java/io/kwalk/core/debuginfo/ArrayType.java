package io.kwalk.core.debuginfo;

/** An array of {@code count} elements; {@code count} 0 is a flexible array or {@code [0]}. */
public record ArrayType(TypeReference reference, long count) implements Type {
  private static final int MAX_DIMENSIONS = 64;

  @Override
  public String name() {
    return "";
  }

  /** The type of one element. */
  public Type element() {
    return reference.resolve();
  }

  /**
   * Bytes of all elements; 0 if that is more than a long holds or the element is, in a damaged
   * file, this array.
   */
  @Override
  public long size() {
    long product = count;
    Type element = element().strip();
    for (int depth = 0; depth < MAX_DIMENSIONS; depth++) {
      if (!(element instanceof ArrayType array)) {
        return times(product, element.size());
      }
      product = times(product, array.count);
      element = array.element().strip();
    }
    return 0;
  }

  private static long times(long a, long b) {
    return Math.multiplyHigh(a, b) == 0 && a * b >= 0 ? a * b : 0;
  }
}
