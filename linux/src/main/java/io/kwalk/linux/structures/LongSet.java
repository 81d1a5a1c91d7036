package io.kwalk.linux.structures;

import java.util.Arrays;

/** A set of addresses: what a walk has seen. Zero is a member like any other. */
public final class LongSet {
  private static final int INITIAL = 64;

  private long[] slots = new long[INITIAL];
  private boolean hasZero;
  private int size;

  /** Adds {@code value}; whether it was new. */
  public boolean add(long value) {
    if (value == 0) {
      boolean added = !hasZero;
      hasZero = true;
      return added;
    }
    if (2 * size >= slots.length) {
      grow();
    }
    int at = find(value);
    if (slots[at] == value) {
      return false;
    }
    slots[at] = value;
    size++;
    return true;
  }

  public boolean contains(long value) {
    return value == 0 ? hasZero : slots[find(value)] == value;
  }

  private int find(long value) {
    // Fibonacci hashing: kernel objects' addresses differ in their middle bits.
    int shift = Long.numberOfLeadingZeros(slots.length) + 1;
    int at = (int) (value * 0x9e37_79b9_7f4a_7c15L >>> shift);
    while (slots[at] != 0 && slots[at] != value) {
      at = at + 1 & slots.length - 1;
    }
    return at;
  }

  private void grow() {
    long[] old = slots;
    slots = new long[2 * old.length];
    Arrays.stream(old).filter(value -> value != 0).forEach(value -> slots[find(value)] = value);
  }
}
