package io.kwalk.core.debuginfo.kallsyms;

/** Chained hash index over symbol numbers; a chain keeps the symbols' order. */
final class NameIndex {
  private final int[] heads;
  private final int[] next;

  NameIndex(int[] hashes) {
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

  /** The first symbol whose name may have this hash, or -1. */
  int first(int hash) {
    return heads[slot(hash)] - 1;
  }

  /** The one after, or -1. */
  int next(int symbol) {
    return next[symbol] - 1;
  }
}
