package io.kwalk.linux.search;

import io.kwalk.core.memory.ByteArrays;
import java.nio.ByteOrder;

/**
 * Aligned words of given values.
 *
 * @param width bytes of a word: 2, 4 or 8
 * @param values what they may be; of several that fit the first counts
 * @param ignored bits that do not count
 */
public record WordPattern(int width, long[] values, long ignored, ByteOrder order)
    implements SearchPattern {
  @Override
  public int overlap() {
    return 0;
  }

  @Override
  public int alignment() {
    return width;
  }

  @Override
  public boolean mayContinue(byte[] bytes, int from, int end) {
    return false;
  }

  @Override
  public void find(byte[] bytes, int from, int end, int limit, PageHits hits) {
    if (width == 8 && values.length == 1) {
      single(bytes, from, end, hits);
      return;
    }
    long care = width == 8 ? ~ignored : ~ignored & (1L << 8 * width) - 1;
    for (int at = from; at <= end - width; at += width) {
      long word = ByteArrays.unsigned(bytes, at, width, order);
      for (int i = 0; i < values.length; i++) {
        if (((word ^ values[i]) & care) == 0) {
          hits.add(at, word, i);
          break;
        }
      }
    }
  }

  /** The common case, in a loop that does nothing else: it reads gigabytes. */
  private void single(byte[] bytes, int from, int end, PageHits hits) {
    long care = ~ignored;
    long wanted = values[0] & care;
    for (int at = from; at <= end - 8; at += 8) {
      long word = ByteArrays.u64(bytes, at, order);
      if ((word & care) == wanted) {
        hits.add(at, word, 0);
      }
    }
  }
}
