package io.kwalk.core.debuginfo.dwarf;

/** A set of numbers other than 0. */
final class LongSet {
  private long[] slots;
  private int count;

  /**
   * @param capacity a power of two, at least twice what is expected
   */
  LongSet(int capacity) {
    slots = new long[capacity];
  }

  /** Whether {@code key} was not in it. */
  boolean add(long key) {
    long[] table = slots;
    int mask = table.length - 1;
    int slot = slot(key, mask);
    for (long other = table[slot]; other != 0; other = table[slot]) {
      if (other == key) {
        return false;
      }
      slot = slot + 1 & mask;
    }
    table[slot] = key;
    if (++count > table.length >> 1) {
      grow();
    }
    return true;
  }

  boolean contains(long key) {
    int mask = slots.length - 1;
    int slot = slot(key, mask);
    while (slots[slot] != 0 && slots[slot] != key) {
      slot = slot + 1 & mask;
    }
    return slots[slot] != 0;
  }

  private void grow() {
    long[] old = slots;
    long[] wider = new long[2 * old.length];
    int mask = wider.length - 1;
    for (long key : old) {
      if (key != 0) {
        int slot = slot(key, mask);
        while (wider[slot] != 0) {
          slot = slot + 1 & mask;
        }
        wider[slot] = key;
      }
    }
    slots = wider;
  }

  private static int slot(long key, int mask) {
    long mixed = key * 0x9e3779b97f4a7c15L;
    return (int) (mixed >>> 32) & mask;
  }
}
