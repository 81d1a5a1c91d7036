package io.kwalk.linux.search;

import java.util.Arrays;

/** Places that were found, in three arrays: there may be many. */
public final class PageHits {
  private long[] addresses = new long[16];
  private long[] words = new long[16];
  private int[] patterns = new int[16];
  private int count;
  private long base;

  /** Offsets that {@link #add} gets are behind {@code address}. */
  void setBase(long address) {
    base = address;
  }

  void add(int offset, long word, int pattern) {
    if (count == addresses.length) {
      addresses = Arrays.copyOf(addresses, 2 * count);
      words = Arrays.copyOf(words, 2 * count);
      patterns = Arrays.copyOf(patterns, 2 * count);
    }
    addresses[count] = base + offset;
    words[count] = word;
    patterns[count++] = pattern;
  }

  void forEach(MemorySearch.Listener listener) {
    for (int i = 0; i < count; i++) {
      listener.found(addresses[i], words[i], patterns[i]);
    }
  }

  int count() {
    return count;
  }
}
