package io.kwalk.core.debuginfo.kallsyms;

import java.util.Arrays;

/**
 * Chained hash index over symbol numbers, for kernels that have no NameOrder; a chain keeps the
 * symbols' order.
 */
final class NameIndex {
  private final int[] hashes;
  private final int[] heads;
  private final int[] next;

  NameIndex(int[] hashes) {
    this.hashes = hashes;
    heads = new int[Integer.highestOneBit(Math.max(2 * hashes.length, 16))];
    next = new int[hashes.length];
    // Backwards, so that each chain starts with its lowest symbol; 0 stands for the end.
    for (int symbol = hashes.length - 1; symbol >= 0; symbol--) {
      int slot = slot(hashes[symbol]);
      next[symbol] = heads[slot];
      heads[slot] = symbol + 1;
    }
  }

  private int slot(int hash) {
    return (hash ^ hash >>> 16) & heads.length - 1;
  }

  /** The symbols whose names have this hash, ascending. */
  int[] candidates(int hash) {
    int[] found = new int[4];
    int count = 0;
    for (int symbol = heads[slot(hash)] - 1; symbol >= 0; symbol = next[symbol] - 1) {
      if (hashes[symbol] == hash) {
        found = count == found.length ? Arrays.copyOf(found, 2 * count) : found;
        found[count++] = symbol;
      }
    }
    return Arrays.copyOf(found, count);
  }
}
