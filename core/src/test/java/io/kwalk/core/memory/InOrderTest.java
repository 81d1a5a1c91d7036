package io.kwalk.core.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class InOrderTest {
  private static final int PIECES = 500;

  /** Works until it is let go, and writes down what it is told. */
  private static final class Noted implements InOrder.Piece<Integer> {
    private final int number;
    private final CountDownLatch letGo;
    private final List<String> told;

    Noted(int number, CountDownLatch letGo, List<String> told) {
      this.number = number;
      this.letGo = letGo;
      this.told = told;
    }

    @Override
    public Integer work() {
      try {
        letGo.await();
      } catch (InterruptedException _) {
        told.add("interrupted " + number);
      }
      return number;
    }

    @Override
    public void isNext() {
      told.add("next " + number);
      letGo.countDown();
    }

    @Override
    public void drop() {
      told.add("drop " + number);
      letGo.countDown();
    }
  }

  private static Stream<InOrder.Piece<Integer>> slowest(int first) {
    return IntStream.range(0, PIECES)
        .mapToObj(i ->
            () -> {
              if (i % 8 == first) {
                LockSupport.parkNanos(50_000);
              }
              return i;
            });
  }

  @Test
  void resultsComeInOrderWhoeverIsReadyFirst() {
    for (int first = 0; first < 8; first++) {
      List<Integer> taken = new ArrayList<>();
      try (InOrder<Integer> results = InOrder.of(slowest(first).iterator())) {
        results.forEachRemaining(taken::add);
      }
      assertEquals(IntStream.range(0, PIECES).boxed().toList(), taken);
    }
  }

  @Test
  void ofNoPiecesThereAreNoResults() {
    try (InOrder<Integer> results = InOrder.of(Collections.emptyIterator())) {
      assertFalse(results.hasNext());
    }
  }

  @Test
  void whatAPieceThrowsIsThrownWhereItsResultIsTaken() {
    RuntimeException problem = new IllegalArgumentException("third");
    Stream<InOrder.Piece<Integer>> pieces =
        IntStream.range(0, 5)
            .mapToObj(i ->
                () -> {
                  if (i == 2) {
                    throw problem;
                  }
                  return i;
                });
    try (InOrder<Integer> results = InOrder.of(pieces.iterator())) {
      assertEquals(0, results.next());
      assertEquals(1, results.next());
      assertSame(problem, assertThrows(RuntimeException.class, results::next));
    }
  }

  @Test
  void aPieceIsToldOfItsTurnWhileItWorks() {
    List<String> told = Collections.synchronizedList(new ArrayList<>());
    Stream<Noted> pieces =
        IntStream.range(0, 20).mapToObj(i -> new Noted(i, new CountDownLatch(1), told));
    try (InOrder<Integer> results = InOrder.of(pieces.iterator())) {
      // Without being told none would end.
      IntStream.range(0, 20).forEach(i -> assertEquals(i, results.next()));
    }
    assertEquals(IntStream.range(0, 20).mapToObj(i -> "next " + i).toList(), told);
  }

  @Test
  void closedEarlyItDropsWhatItBeganAndAsksForNoMore() {
    List<String> told = Collections.synchronizedList(new ArrayList<>());
    AtomicInteger asked = new AtomicInteger();
    Stream<Noted> pieces =
        IntStream.range(0, 100_000)
            .peek(_ -> asked.incrementAndGet())
            .mapToObj(i -> new Noted(i, new CountDownLatch(1), told));
    try (InOrder<Integer> results = InOrder.of(pieces.iterator())) {
      assertEquals(0, results.next());
    }
    int begun = asked.get();
    assertTrue(begun < 100_000, begun + " were begun");
    List<String> expected = new ArrayList<>(List.of("next 0"));
    IntStream.range(1, told.size()).forEach(i -> expected.add("drop " + i));
    assertEquals(expected, told);
    assertTrue(told.size() <= begun && begun - told.size() <= 1, told.size() + " of " + begun);
  }
}
