package io.kwalk.linux.search;

import io.kwalk.core.memory.Memory;
import io.kwalk.core.memory.MemoryFault;
import io.kwalk.linux.Kernel;
import java.util.ArrayList;
import java.util.List;

/**
 * Looks through a process's memory: what is in memory as {@link MemorySearch} does, pages that were
 * swapped out into memory one by one, in order. Text that begins at the end of such a page and ends
 * in the next is not found.
 */
public final class UserSearch {
  /** {@link MemoryRun#physical} of a page that was swapped out. */
  static final long SWAPPED = -1;

  private UserSearch() {}

  /**
   * Looks for {@code pattern} in {@code runs} of {@link SearchSpace#user}.
   *
   * @param memory the process's, with pages that were swapped out
   */
  public static void run(
      Kernel kernel,
      Memory memory,
      List<MemoryRun> runs,
      SearchPattern pattern,
      MemorySearch.Listener listener,
      Runnable pause) {
    List<MemoryRun> resident = new ArrayList<>();
    for (MemoryRun run : runs) {
      if (run.physical() >= 0) {
        resident.add(run);
        continue;
      }
      MemorySearch.run(kernel.physical(), resident, pattern, listener, pause);
      resident.clear();
      pause.run();
      swapped(memory, run, pattern, listener);
    }
    MemorySearch.run(kernel.physical(), resident, pattern, listener, pause);
  }

  private static void swapped(
      Memory memory, MemoryRun run, SearchPattern pattern, MemorySearch.Listener listener) {
    PageHits hits = new PageHits();
    try {
      byte[] page = memory.read(run.address(), (int) run.length());
      hits.setBase(run.address());
      pattern.find(page, 0, page.length, page.length, hits);
    } catch (MemoryFault _) {
      // On a disk.
    }
    hits.forEach(listener);
  }
}
