package io.kwalk.core.debuginfo.location;

/** The stack of an expression: values and their types. */
final class ValueStack {
  /** Compilers need a dozen. */
  private static final int MAX_DEPTH = 256;

  private final long[] values = new long[MAX_DEPTH];
  private final ValueType[] types = new ValueType[MAX_DEPTH];
  private int depth;

  void push(long value, ValueType type) throws UnavailableException {
    if (depth == MAX_DEPTH) {
      throw new UnavailableException(
          Location.Reason.DAMAGED, "its expression needs more than " + MAX_DEPTH + " values");
    }
    values[depth] = type.normalized(value);
    types[depth++] = type;
  }

  boolean isEmpty() {
    return depth == 0;
  }

  /** How far down {@code position} is, checked; 0 is the top. */
  private int index(int position) throws UnavailableException {
    if (position >= depth) {
      throw new UnavailableException(
          Location.Reason.DAMAGED, "its expression takes more values than it has");
    }
    return depth - 1 - position;
  }

  long value(int position) throws UnavailableException {
    return values[index(position)];
  }

  ValueType type(int position) throws UnavailableException {
    return types[index(position)];
  }

  long pop() throws UnavailableException {
    long value = values[index(0)];
    depth--;
    return value;
  }

  void copy(int position) throws UnavailableException {
    push(value(position), type(position));
  }

  void swap(int a, int b) throws UnavailableException {
    int first = index(a);
    int second = index(b);
    long value = values[first];
    ValueType type = types[first];
    values[first] = values[second];
    types[first] = types[second];
    values[second] = value;
    types[second] = type;
  }
}
