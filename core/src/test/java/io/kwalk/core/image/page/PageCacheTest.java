package io.kwalk.core.image.page;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.kwalk.core.image.page.PageCache.Page;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** The cache keeps what was used, forgets the rest, and never exceeds its bound. */
class PageCacheTest {
  private static final int PAGE = 64;

  private static Page page(long number) {
    return new Page(number, new byte[PAGE]);
  }

  private static int kept(PageCache cache, long pages) {
    int kept = 0;
    for (long number = 0; number < pages; number++) {
      kept += cache.find(number) == null ? 0 : 1;
    }
    return kept;
  }

  @Test
  void findsWhatItKeeps() {
    PageCache cache = new PageCache(1 << 20, PAGE, 1000);
    assertNull(cache.find(7));
    Page page = page(7);
    cache.keep(page);
    assertSame(page, cache.find(7));
    assertNull(cache.find(8));
  }

  @Test
  void neverKeepsMoreThanItsBound() {
    PageCache cache = new PageCache(100 * PAGE, PAGE, 1_000_000);
    for (long number = 0; number < 10_000; number++) {
      cache.keep(page(number));
    }
    int kept = kept(cache, 10_000);
    assertTrue(kept <= 100 && kept >= 50, "keeps " + kept);
  }

  @Test
  void keepsAFewPagesHoweverSmallTheBound() {
    PageCache cache = new PageCache(0, PAGE, 0);
    cache.keep(page(1));
    assertNotNull(cache.find(1));
    for (long number = 0; number < 100; number++) {
      cache.keep(page(number));
    }
    assertTrue(kept(cache, 100) <= 8);
  }

  @Test
  void aPageInUseOutlivesAScan() {
    PageCache cache = new PageCache(1024 * PAGE, PAGE, 1_000_000);
    cache.keep(page(5));
    int found = 0;
    for (long number = 1000; number < 3000; number++) {
      cache.keep(page(number));
      if (cache.find(5) == null) {
        cache.keep(page(5));
      } else {
        found++;
      }
    }
    assertTrue(found > 1990, "found " + found);
  }

  @Test
  void placesPagesOfAnyNumber() {
    PageCache cache = new PageCache(1 << 20, PAGE, 1 << 20);
    for (long number : new long[] {0, -1, Long.MAX_VALUE, Long.MIN_VALUE, 1L << 52}) {
      cache.keep(page(number));
      assertEquals(number, Objects.requireNonNull(cache.find(number)).number);
    }
  }
}
