package io.kwalk.linux.search;

import io.kwalk.core.image.PhysicalMemory;
import io.kwalk.core.image.PhysicalMemory.Range;
import io.kwalk.core.memory.InOrder;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/**
 * Looks through memory on all cores. Every page is read once, straight from the dump, also where it
 * is mapped several times (unless something is in it), and not kept; what is found comes in the
 * order of the runs. Memory taken does not depend on how much there is to look through.
 */
public final class MemorySearch {
  /** Receives what is found, on the thread that searches. */
  @FunctionalInterface
  public interface Listener {
    /**
     * One place.
     *
     * @param word what stands there; 0 for text
     * @param pattern which of several values or texts it is
     */
    void found(long address, long word, int pattern);
  }

  /** Bytes that one task looks through. */
  private static final long BATCH = 4 << 20;

  private static final int RUNS_A_BATCH = 1024;

  /** Less than that is looked through without other threads. */
  private static final long SMALL = 8 << 20;

  private static final MemoryRun NOTHING = new MemoryRun(0, -1, 0);

  private final PhysicalMemory memory;
  private final SearchPattern pattern;
  private final Listener listener;
  private final Runnable pause;
  private final PageMarks clean;

  private MemorySearch(
      PhysicalMemory memory, SearchPattern pattern, Listener listener, Runnable pause) {
    this.memory = memory;
    this.pattern = pattern;
    this.listener = listener;
    this.pause = pause;
    long end = 0;
    for (Range range : memory.ranges()) {
      end = Math.max(end, range.end());
    }
    clean = new PageMarks(end / memory.pageSize());
  }

  /**
   * Looks for {@code pattern} in {@code runs}; what the dump lacks of them is passed over.
   *
   * @param pause called now and then; what it throws ends the search
   */
  public static void run(
      PhysicalMemory memory,
      List<MemoryRun> runs,
      SearchPattern pattern,
      Listener listener,
      Runnable pause) {
    new MemorySearch(memory, pattern, listener, pause).run(runs);
  }

  private void run(List<MemoryRun> runs) {
    long bytes = 0;
    for (MemoryRun run : runs) {
      bytes += run.length();
    }
    Batches batches = new Batches(runs);
    if (bytes < SMALL) {
      batches.forEachRemaining(batch -> emit(batch.work()));
      return;
    }
    try (InOrder<PageHits> hits = InOrder.of(batches)) {
      hits.forEachRemaining(this::emit);
    }
  }

  private void emit(PageHits hits) {
    pause.run();
    hits.forEach(listener);
  }

  /** Some runs, and the one that follows them. */
  private final class Batch implements InOrder.Piece<PageHits> {
    private final List<MemoryRun> runs = new ArrayList<>();
    private MemoryRun following = NOTHING;
    private long bytes;

    @Override
    public PageHits work() {
      return new RunScanner(memory, pattern, clean).scan(runs, following);
    }
  }

  /** Cuts runs at multiples of {@link #BATCH} in physical memory, and joins short ones. */
  private static final class Source {
    private final List<MemoryRun> runs;
    private int index;
    private long done;

    Source(List<MemoryRun> runs) {
      this.runs = runs;
    }

    MemoryRun peek() {
      if (index >= runs.size()) {
        return NOTHING;
      }
      MemoryRun run = runs.get(index);
      long physical = run.physical() + done;
      long toBoundary = BATCH - (physical & BATCH - 1);
      return new MemoryRun(
          run.address() + done, physical, Math.min(run.length() - done, toBoundary));
    }

    void advance(MemoryRun taken) {
      done += taken.length();
      if (done >= runs.get(index).length()) {
        index++;
        done = 0;
      }
    }

    boolean hasNext() {
      return index < runs.size();
    }
  }

  private final class Batches implements Iterator<Batch> {
    private final Source source;

    Batches(List<MemoryRun> runs) {
      source = new Source(runs);
    }

    @Override
    public boolean hasNext() {
      return source.hasNext();
    }

    @Override
    public Batch next() {
      Batch batch = new Batch();
      while (source.hasNext() && batch.runs.size() < RUNS_A_BATCH && batch.bytes < BATCH) {
        MemoryRun run = source.peek();
        source.advance(run);
        batch.runs.add(run);
        batch.bytes += run.length();
      }
      batch.following = source.peek();
      return batch;
    }
  }
}
