package io.kwalk.linux.search;

import io.kwalk.core.image.PhysicalMemory;
import java.util.List;

/** Looks through some runs, page by page; one thread's work. */
final class RunScanner {
  private final PhysicalMemory memory;
  private final SearchPattern pattern;
  private final PageMarks clean;
  private final int pageSize;
  private final int overlap;

  /** The page, and behind it the beginning of the next. */
  private final byte[] window;

  /** The next page, where it was read for its beginning. */
  private byte[] next;

  private byte[] page;
  private long nextPage = -1;

  RunScanner(PhysicalMemory memory, SearchPattern pattern, PageMarks clean) {
    this.memory = memory;
    this.pattern = pattern;
    this.clean = clean;
    pageSize = memory.pageSize();
    overlap = Math.min(pattern.overlap(), pageSize);
    page = new byte[pageSize];
    next = new byte[pageSize];
    window = overlap == 0 ? page : new byte[pageSize + overlap];
  }

  /** What begins in {@code runs}. {@code following} is what comes behind the last of them. */
  PageHits scan(List<MemoryRun> runs, MemoryRun following) {
    PageHits hits = new PageHits();
    for (int i = 0; i < runs.size(); i++) {
      scan(runs.get(i), i + 1 < runs.size() ? runs.get(i + 1) : following, hits);
    }
    return hits;
  }

  private void scan(MemoryRun run, MemoryRun following, PageHits hits) {
    long done = 0;
    while (done < run.length()) {
      long physical = run.physical() + done;
      int from = (int) (physical & pageSize - 1);
      int count = (int) Math.min(pageSize - from, run.length() - done);
      long number = Long.divideUnsigned(physical, pageSize);
      if (!clean.contains(number)) {
        long behind = behind(run, done + count, following);
        scanPage(number, from, from + count, behind, run.address() + done - from, hits);
      }
      done += count;
    }
  }

  /** The physical address of the byte that follows in virtual memory; -1 if none does. */
  private static long behind(MemoryRun run, long done, MemoryRun following) {
    if (done < run.length()) {
      return run.physical() + done;
    }
    return following.address() == run.address() + done ? following.physical() : -1;
  }

  private void scanPage(long number, int from, int end, long behind, long base, PageHits hits) {
    if (!load(number)) {
      return;
    }
    int limit = end;
    if (overlap > 0) {
      System.arraycopy(page, 0, window, 0, end);
      if (behind >= 0 && pattern.mayContinue(page, from, end)) {
        limit += copyBehind(behind, end);
      }
    }
    int before = hits.count();
    hits.setBase(base);
    pattern.find(overlap == 0 ? page : window, from, end, limit, hits);
    boolean whole = from == 0 && end == pageSize;
    if (whole && hits.count() == before && !pattern.mayContinue(page, from, end)) {
      clean.add(number);
    }
  }

  private boolean load(long number) {
    if (nextPage == number) {
      byte[] swapped = page;
      page = next;
      next = swapped;
      nextPage = -1;
      return true;
    }
    return memory.copyPage(number * pageSize, page, pageSize);
  }

  private int copyBehind(long behind, int end) {
    long number = Long.divideUnsigned(behind, pageSize);
    int offset = (int) (behind & pageSize - 1);
    if (!memory.copyPage(number * pageSize, next, pageSize)) {
      return 0;
    }
    nextPage = number;
    int count = Math.min(overlap, pageSize - offset);
    System.arraycopy(next, offset, window, end, count);
    return count;
  }
}
