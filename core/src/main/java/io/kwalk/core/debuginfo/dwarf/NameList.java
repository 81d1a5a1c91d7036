package io.kwalk.core.debuginfo.dwarf;

import java.util.Arrays;

/** Names that a scan found, in the order of their entries. */
final class NameList {
  long[] keys = new long[1 << 8];
  int[] hashes = new int[1 << 8];

  /** Where the entries are in .debug_info. */
  int[] offsets = new int[1 << 8];

  byte[] kinds = new byte[1 << 8];
  int count;

  /**
   * @param key equal where one of two names is enough; 0 to keep it in any case
   */
  void add(int kind, long key, int hash, int offset) {
    if (count == keys.length) {
      keys = Arrays.copyOf(keys, 2 * count);
      hashes = Arrays.copyOf(hashes, 2 * count);
      offsets = Arrays.copyOf(offsets, 2 * count);
      kinds = Arrays.copyOf(kinds, 2 * count);
    }
    keys[count] = key;
    hashes[count] = hash;
    offsets[count] = offset;
    kinds[count++] = (byte) kind;
  }
}
