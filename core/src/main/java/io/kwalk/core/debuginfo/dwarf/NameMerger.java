package io.kwalk.core.debuginfo.dwarf;

/**
 * Joins what several threads found, each in the order of its entries, to one list in that order.
 */
final class NameMerger {
  private NameMerger() {}

  static NameList merge(NameList[] lists) {
    if (lists.length == 1) {
      return lists[0];
    }
    int total = 0;
    for (NameList list : lists) {
      total += list.count;
    }
    NameList merged = new NameList();
    LongSet seen = new LongSet(Integer.highestOneBit(Math.max(total, 128)) * 2);
    int[] next = new int[lists.length];
    while (true) {
      int first = -1;
      for (int i = 0; i < lists.length; i++) {
        if (next[i] < lists[i].count
            && (first < 0 || lists[i].offsets[next[i]] < lists[first].offsets[next[first]])) {
          first = i;
        }
      }
      if (first < 0) {
        return merged;
      }
      NameList list = lists[first];
      int at = next[first]++;
      long key = list.keys[at];
      if (key == 0 || seen.add(key)) {
        merged.add(list.kinds[at], key, list.hashes[at], list.offsets[at]);
      }
    }
  }
}
