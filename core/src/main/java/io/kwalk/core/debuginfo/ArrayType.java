package io.kwalk.core.debuginfo;

/**
 * An array of {@code count} elements, which is 0 also without an {@link Extent#COUNTED} extent.
 *
 * @param extent whether the count was written
 */
public record ArrayType(TypeReference reference, long count, Extent extent) implements Type {
  /** How the number of elements was declared. */
  public enum Extent {
    /** As a number. */
    COUNTED,
    /** Not at all: {@code []}. */
    FLEXIBLE,
    /** As 0 or not at all: BTF does not tell. */
    NONE_OR_ZERO
  }

  private static final int MAX_DIMENSIONS = 64;

  /** An array whose count, if it is 0, may not have been declared. */
  public ArrayType(TypeReference reference, long count) {
    this(reference, count, count == 0 ? Extent.NONE_OR_ZERO : Extent.COUNTED);
  }

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
