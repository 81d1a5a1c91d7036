package io.kwalk.core.memory;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * Work in pieces on all processors, whose results are taken in order, by one thread. Closing it
 * ends it. The common pool would not do: it has a thread less than there are processors, and its
 * caller does not help with pieces that are not next.
 */
public final class InOrder<T> implements Iterator<T>, AutoCloseable {
  /** Pieces that are begun before their turn, for each thread. */
  private static final int AHEAD = 4;

  /** What one thread does by itself. */
  @FunctionalInterface
  public interface Piece<T> {
    /** Does it; what it throws is thrown where its result is taken. */
    T work();

    /** All before it are taken: called by the thread that takes them, perhaps during the work. */
    default void isNext() {}

    /** Its result will not be taken. */
    default void drop() {}
  }

  private record Begun<T>(Piece<T> piece, Future<T> result) {}

  private final Iterator<? extends Piece<T>> pieces;
  private final int ahead;
  private final ExecutorService threads;
  private final Deque<Begun<T>> begun = new ArrayDeque<>();

  private InOrder(Iterator<? extends Piece<T>> pieces) {
    int processors = Runtime.getRuntime().availableProcessors();
    this.pieces = pieces;
    this.ahead = AHEAD * processors;
    this.threads =
        Executors.newFixedThreadPool(
            processors, task -> Thread.ofPlatform().daemon().name("kwalk-work").unstarted(task));
  }

  /** The results of {@code pieces}, which are asked for more when few are left to do. */
  public static <T> InOrder<T> of(Iterator<? extends Piece<T>> pieces) {
    return new InOrder<>(pieces);
  }

  @Override
  public boolean hasNext() {
    return !begun.isEmpty() || pieces.hasNext();
  }

  /**
   * The next result.
   *
   * @throws CancellationException if the calling thread was interrupted
   */
  @Override
  public T next() {
    while (begun.size() < ahead && pieces.hasNext()) {
      Piece<T> piece = pieces.next();
      begun.add(new Begun<>(piece, threads.submit(piece::work)));
    }
    Begun<T> first = begun.getFirst();
    first.piece().isNext();
    T result = result(first.result());
    begun.removeFirst();
    return result;
  }

  private static <T> T result(Future<T> future) {
    try {
      return future.get();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      throw new CancellationException("interrupted");
    } catch (ExecutionException failure) {
      throw asItWas(failure.getCause());
    }
  }

  private static RuntimeException asItWas(@Nullable Throwable cause) {
    if (cause instanceof Error error) {
      throw error;
    }
    return cause instanceof RuntimeException problem ? problem : new IllegalStateException(cause);
  }

  /** What runs is not interrupted: an interrupt closes the file that it reads. */
  @Override
  public void close() {
    for (Begun<T> rest : begun) {
      rest.result().cancel(false);
      rest.piece().drop();
    }
    begun.clear();
    threads.shutdown();
  }
}
