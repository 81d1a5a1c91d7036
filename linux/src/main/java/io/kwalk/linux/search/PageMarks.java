package io.kwalk.linux.search;

/**
 * A bit a physical page: nothing was found in it, so that it need not be read again where it is
 * mapped a second time. Threads may lose each other's marks, which costs a second read.
 */
final class PageMarks {
  private static final int CHUNK_SHIFT = 18;

  /** 2^38 pages: a table of a million chunks; beyond, all pages are read again. */
  private static final int MOST_CHUNKS = 1 << 20;

  private final long[][] chunks;

  /** Marks for page numbers below {@code pages}. */
  PageMarks(long pages) {
    chunks = new long[Math.clamp((pages >> CHUNK_SHIFT) + 1, 1, MOST_CHUNKS)][];
  }

  boolean contains(long page) {
    long chunk = page >>> CHUNK_SHIFT;
    long[] words = chunk < chunks.length ? chunks[(int) chunk] : null;
    return words != null && (words[word(page)] >>> page & 1) != 0;
  }

  void add(long page) {
    long chunk = page >>> CHUNK_SHIFT;
    if (chunk < chunks.length) {
      words((int) chunk)[word(page)] |= 1L << page;
    }
  }

  private static int word(long page) {
    return (int) (page & (1L << CHUNK_SHIFT) - 1) >> 6;
  }

  private synchronized long[] create(int chunk) {
    if (chunks[chunk] == null) {
      chunks[chunk] = new long[1 << CHUNK_SHIFT - 6];
    }
    return chunks[chunk];
  }

  private long[] words(int chunk) {
    long[] words = chunks[chunk];
    return words != null ? words : create(chunk);
  }
}
