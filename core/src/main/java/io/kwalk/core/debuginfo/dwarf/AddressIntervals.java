package io.kwalk.core.debuginfo.dwarf;

import java.util.Arrays;

/**
 * Intervals of addresses, each with a number; finds the shortest one around an address. Addresses
 * compare unsigned. Built by one thread, then safe for several.
 */
final class AddressIntervals {
  /** No interval: numbers are offsets and positions, which are not negative. */
  static final int NONE = -1;

  private long[] lows = new long[16];
  private long[] highs = new long[16];
  private int[] numbers = new int[16];
  private int count;
  private long[] highestSoFar = {};

  int count() {
    return count;
  }

  /** The numbers of all intervals, some more than once. */
  int[] numbers() {
    return Arrays.copyOf(numbers, count);
  }

  /** Adds [{@code low}, {@code high}); an empty one is left out. */
  void add(long low, long high, int number) {
    if (Long.compareUnsigned(low, high) >= 0) {
      return;
    }
    if (count == lows.length) {
      lows = Arrays.copyOf(lows, 2 * count);
      highs = Arrays.copyOf(highs, 2 * count);
      numbers = Arrays.copyOf(numbers, 2 * count);
    }
    lows[count] = low;
    highs[count] = high;
    numbers[count++] = number;
  }

  /** Adds all of {@code ranges}, which are pairs of a first and a last-plus-one address. */
  void add(long[] ranges, int number) {
    for (int i = 0; i + 1 < ranges.length; i += 2) {
      add(ranges[i], ranges[i + 1], number);
    }
  }

  /** A copy that is ready to be searched by {@link #find}. */
  AddressIntervals sorted() {
    AddressIntervals copy = new AddressIntervals();
    copy.lows = Arrays.copyOf(lows, count);
    copy.highs = Arrays.copyOf(highs, count);
    copy.numbers = Arrays.copyOf(numbers, count);
    copy.count = count;
    copy.sortInPlace();
    return copy;
  }

  private void sortInPlace() {
    if (!isSorted()) {
      sort();
    }
    highestSoFar = new long[count];
    long highest = 0;
    for (int i = 0; i < count; i++) {
      if (Long.compareUnsigned(highs[i], highest) > 0) {
        highest = highs[i];
      }
      highestSoFar[i] = highest;
    }
  }

  private boolean isSorted() {
    for (int i = 1; i < count; i++) {
      if (Long.compareUnsigned(lows[i - 1], lows[i]) > 0) {
        return false;
      }
    }
    return true;
  }

  /**
   * Bottom-up merge sort of the order, so that three arrays stay in step without an object each.
   */
  private void sort() {
    int[] order = new int[count];
    for (int i = 0; i < count; i++) {
      order[i] = i;
    }
    int[] other = new int[count];
    for (int width = 1; width < count; width *= 2) {
      for (int start = 0; start < count; start += 2 * width) {
        merge(order, other, start, Math.min(start + width, count), width);
      }
      int[] swap = order;
      order = other;
      other = swap;
    }
    lows = arranged(lows, order);
    highs = arranged(highs, order);
    int[] arranged = new int[count];
    for (int i = 0; i < count; i++) {
      arranged[i] = numbers[order[i]];
    }
    numbers = arranged;
  }

  private void merge(int[] from, int[] to, int start, int middle, int width) {
    int end = Math.min(middle + width, count);
    int left = start;
    int right = middle;
    for (int i = start; i < end; i++) {
      boolean takesLeft =
          left < middle
              && (right >= end || Long.compareUnsigned(lows[from[left]], lows[from[right]]) <= 0);
      to[i] = takesLeft ? from[left++] : from[right++];
    }
  }

  private static long[] arranged(long[] values, int[] order) {
    long[] arranged = new long[order.length];
    for (int i = 0; i < order.length; i++) {
      arranged[i] = values[order[i]];
    }
    return arranged;
  }

  /** What {@link #find} gives, of intervals that are not sorted: for a few questions. */
  int scan(long address) {
    int best = NONE;
    long bestLength = 0;
    for (int i = 0; i < count; i++) {
      long length = highs[i] - lows[i];
      // Below the interval the difference wraps around.
      if (Long.compareUnsigned(address - lows[i], length) < 0
          && (best == NONE || Long.compareUnsigned(length, bestLength) < 0)) {
        best = numbers[i];
        bestLength = length;
      }
    }
    return best;
  }

  /** The number of the shortest interval that holds {@code address}; {@link #NONE} if none does. */
  int find(long address) {
    int best = NONE;
    long bestLength = 0;
    for (int i = lastNotAbove(address);
        i >= 0 && Long.compareUnsigned(highestSoFar[i], address) > 0;
        i--) {
      long length = highs[i] - lows[i];
      if (Long.compareUnsigned(address, highs[i]) < 0
          && (best == NONE || Long.compareUnsigned(length, bestLength) < 0)) {
        best = numbers[i];
        bestLength = length;
      }
    }
    return best;
  }

  private int lastNotAbove(long address) {
    int low = 0;
    int high = count;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (Long.compareUnsigned(lows[middle], address) <= 0) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low - 1;
  }
}
