package io.kwalk.linux.search;

import java.util.Arrays;
import java.util.List;

/**
 * Bytes at any place, found by Horspool's rule for several texts: the byte where the shortest would
 * end says how far the next place is where any may begin.
 */
public final class TextPattern implements SearchPattern {
  private final List<byte[]> texts;
  private final int shortest;
  private final int longest;

  /** How far to go on behind a byte that stands where the shortest text would end. */
  private final int[] steps = new int[256];

  /** Bytes that one of the texts has there. */
  private final boolean[] ends = new boolean[256];

  /**
   * @param texts at least one, none of them empty; of several that begin at one place the first
   *     counts
   */
  public TextPattern(List<byte[]> texts) {
    this.texts = texts.stream().map(byte[]::clone).toList();
    shortest = texts.stream().mapToInt(text -> text.length).min().orElseThrow();
    longest = texts.stream().mapToInt(text -> text.length).max().orElseThrow();
    Arrays.fill(steps, shortest);
    for (byte[] text : this.texts) {
      int last = shortest - 1;
      for (int i = 0; i < last; i++) {
        steps[text[i] & 0xff] = Math.min(steps[text[i] & 0xff], last - i);
      }
      ends[text[last] & 0xff] = true;
    }
  }

  @Override
  public int overlap() {
    return longest - 1;
  }

  @Override
  public int alignment() {
    return 1;
  }

  @Override
  public void find(byte[] bytes, int from, int end, int limit, PageHits hits) {
    int last = Math.min(end, limit - shortest + 1);
    int behind = shortest - 1;
    for (int at = from; at < last; ) {
      int value = bytes[at + behind] & 0xff;
      if (ends[value]) {
        find(bytes, at, limit, hits);
      }
      at += steps[value];
    }
  }

  private void find(byte[] bytes, int at, int limit, PageHits hits) {
    for (int i = 0; i < texts.size(); i++) {
      byte[] text = texts.get(i);
      if (at + text.length <= limit && begins(bytes, at, at + text.length, text)) {
        hits.add(at, 0, i);
        return;
      }
    }
  }

  @Override
  public boolean mayContinue(byte[] bytes, int from, int end) {
    for (byte[] text : texts) {
      for (int at = Math.max(from, end - text.length + 1); at < end; at++) {
        if (begins(bytes, at, end, text)) {
          return true;
        }
      }
    }
    return false;
  }

  private static boolean begins(byte[] bytes, int at, int end, byte[] text) {
    for (int i = 0; i < end - at; i++) {
      if (bytes[at + i] != text[i]) {
        return false;
      }
    }
    return true;
  }
}
