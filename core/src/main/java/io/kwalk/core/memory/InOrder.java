package io.kwalk.core.memory;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;

/**
 * Work in pieces on all processors, whose results come in order. The common pool has a thread less
 * than there are processors, and its caller does not help with pieces that are not next: with two
 * processors it would use one.
 */
public final class InOrder {
  /** Pieces that are begun before their turn, for each processor. */
  private static final int AHEAD = 4;

  private InOrder() {}

  /**
   * Does every piece and gives each result to {@code taker}, on the calling thread.
   *
   * @param pieces asked for the next one when few are left to do; each runs on a thread of its own
   * @param taker what it throws ends the work, as what a piece throws does
   * @throws CancellationException if the calling thread was interrupted
   */
  public static <T> void run(Iterator<Callable<T>> pieces, Consumer<T> taker) {
    int processors = Runtime.getRuntime().availableProcessors();
    ExecutorService workers =
        Executors.newFixedThreadPool(
            processors, task -> Thread.ofPlatform().daemon().name("kwalk-work").unstarted(task));
    Deque<Future<T>> begun = new ArrayDeque<>();
    try {
      while (pieces.hasNext() || !begun.isEmpty()) {
        while (pieces.hasNext() && begun.size() < AHEAD * processors) {
          begun.add(workers.submit(pieces.next()));
        }
        taker.accept(result(begun.remove()));
      }
    } finally {
      // Not interrupted: an interrupt closes the file that a piece reads.
      begun.forEach(piece -> piece.cancel(false));
      workers.shutdown();
    }
  }

  private static <T> T result(Future<T> future) {
    try {
      return future.get();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      throw new CancellationException("interrupted");
    } catch (ExecutionException failure) {
      if (failure.getCause() instanceof RuntimeException problem) {
        throw problem;
      }
      if (failure.getCause() instanceof Error problem) {
        throw problem;
      }
      throw new IllegalStateException(failure.getCause());
    }
  }
}
