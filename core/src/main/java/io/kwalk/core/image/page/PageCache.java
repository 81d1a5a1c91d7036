package io.kwalk.core.image.page;

import org.jspecify.annotations.Nullable;

/**
 * Decompressed pages by page number, bounded in bytes, for any number of threads without a lock.
 *
 * <p>A table of sets of {@value #WAYS} pages. A page is looked for in its set from its own place
 * on; a new one takes the place of the first that was not used since it was last passed over
 * (CLOCK, in the set). Two threads that miss at once may both load the page: the one that comes
 * later wins a place, both have right bytes. Plain array accesses suffice, for a {@link Page}'s
 * fields are final: whoever sees one sees it whole.
 */
public final class PageCache {
  private static final int WAYS = 8;
  private static final long GOLDEN_RATIO = 0x9e37_79b9_7f4a_7c15L;

  private final @Nullable Page[] places;
  private final int setShift;

  /**
   * @param bytes the most that the pages may take together; at least {@value #WAYS} pages are kept
   * @param pages the most pages that there can be, so that the table of a small dump is small
   */
  public PageCache(long bytes, int pageSize, long pages) {
    long wanted = Math.clamp(Math.min(bytes / pageSize, pages), WAYS, 1L << 28);
    int sets = Math.max(1, (int) Long.highestOneBit(wanted / WAYS));
    this.places = new @Nullable Page[sets * WAYS];
    this.setShift = Long.SIZE - Integer.numberOfTrailingZeros(sets);
  }

  /** The page, or null where it must be loaded. */
  public @Nullable Page find(long number) {
    long hash = number * GOLDEN_RATIO;
    int set = setOf(hash);
    for (int i = 0, way = (int) hash >>> 4; i < WAYS; i++, way++) {
      Page page = places[set + (way & WAYS - 1)];
      if (page != null && page.number == number) {
        if (!page.used) { // a write only where it changes something: a shared cache line stays
          // shared
          page.used = true;
        }
        return page;
      }
    }
    return null;
  }

  /** Keeps the page, in the place of another where its set is full. */
  public void keep(Page page) {
    long hash = page.number * GOLDEN_RATIO;
    int set = setOf(hash);
    int way = (int) hash >>> 4;
    for (int i = 0; i < 2 * WAYS; i++, way++) {
      int place = set + (way & WAYS - 1);
      Page old = places[place];
      if (old == null || !old.used || i >= WAYS) {
        places[place] = page;
        return;
      }
      old.used = false;
    }
  }

  private int setOf(long hash) {
    return setShift == Long.SIZE ? 0 : (int) (hash >>> setShift) * WAYS;
  }

  /** The bytes of one page; never written to once it is in the cache. */
  public static final class Page {
    final long number;
    final byte[] bytes;
    boolean used = true;

    public Page(long number, byte[] bytes) {
      this.number = number;
      this.bytes = bytes;
    }
  }
}
