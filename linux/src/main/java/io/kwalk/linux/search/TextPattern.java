package io.kwalk.linux.search;

import java.util.List;

/**
 * Bytes at any place.
 *
 * @param texts none of them empty; of several that begin at one place the first counts
 */
public record TextPattern(List<byte[]> texts) implements SearchPattern {
  @Override
  public int overlap() {
    return texts.stream().mapToInt(text -> text.length).max().orElse(1) - 1;
  }

  @Override
  public int alignment() {
    return 1;
  }

  @Override
  public void find(byte[] bytes, int from, int end, int limit, PageHits hits) {
    for (int at = from; at < end; at++) {
      for (int i = 0; i < texts.size(); i++) {
        byte[] text = texts.get(i);
        if (bytes[at] == text[0] && at + text.length <= limit && matches(bytes, at, text)) {
          hits.add(at, 0, i);
          break;
        }
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

  private static boolean matches(byte[] bytes, int at, byte[] text) {
    return begins(bytes, at, at + text.length, text);
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
