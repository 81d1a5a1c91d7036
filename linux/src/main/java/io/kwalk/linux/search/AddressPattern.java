package io.kwalk.linux.search;

import io.kwalk.core.memory.ByteArrays;
import java.nio.ByteOrder;

/**
 * Aligned words that are addresses in {@code start} to {@code start + length}.
 *
 * @param length at least 1
 */
public record AddressPattern(long start, long length, ByteOrder order) implements SearchPattern {
  @Override
  public int overlap() {
    return 0;
  }

  @Override
  public int alignment() {
    return 8;
  }

  @Override
  public boolean mayContinue(byte[] bytes, int from, int end) {
    return false;
  }

  @Override
  public void find(byte[] bytes, int from, int end, int limit, PageHits hits) {
    for (int at = from; at <= end - 8; at += 8) {
      long word = ByteArrays.u64(bytes, at, order);
      if (Long.compareUnsigned(word - start, length) < 0) {
        hits.add(at, word, 0);
      }
    }
  }
}
