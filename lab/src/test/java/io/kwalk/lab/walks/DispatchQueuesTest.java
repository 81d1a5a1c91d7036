package io.kwalk.lab.walks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.kwalk.linux.Kernel;
import io.kwalk.linux.sched.DispatchQueue;
import io.kwalk.linux.sched.DispatchQueue.Kind;
import io.kwalk.linux.sched.ExtensibleScheduler;
import io.kwalk.linux.sched.ExtensibleSchedulers;
import io.kwalk.linux.sched.ExtensibleState;
import io.kwalk.linux.sched.RunQueue;
import io.kwalk.linux.sched.RunQueues;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The queues of sched_ext as Linux 6.12 to 6.15 had them, whole and damaged. */
class DispatchQueuesTest {
  private static final int FIRST = 0x2_0000;
  private static final int SECOND = 0x2_0100;
  private static final int THIRD = 0x2_0200;
  private static final int QUEUE = 0x1_4000;
  private static final int OTHER_QUEUE = 0x1_4100;

  @TempDir Path folder;

  private final HandmadeScheduler dump = new HandmadeScheduler();

  private ExtensibleState read() throws Exception {
    try (Kernel kernel = dump.open(folder)) {
      return ExtensibleSchedulers.of(kernel).orElseThrow().read();
    }
  }

  private static long at(int place) {
    return HandmadeScheduler.at(place);
  }

  private static List<Long> tasks(DispatchQueue queue) {
    return queue.tasks().stream().map(waiting -> waiting.task().address()).toList();
  }

  private static List<DispatchQueue> queues(ExtensibleState state, Kind kind) {
    return state.schedulers().getFirst().queues().stream()
        .filter(queue -> queue.kind() == kind)
        .toList();
  }

  /** In a bucket of its own, which somebody has locked; the chain ends with the mark of its end. */
  private void chain(int bucket, int... queues) {
    int place = HandmadeScheduler.BUCKETS + 16 + 8 * bucket;
    dump.word(place, at(queues[0] + HandmadeScheduler.HASH_NODE) | 1);
    for (int i = 0; i < queues.length; i++) {
      boolean last = i + 1 == queues.length;
      long next = last ? at(place) | 1 : at(queues[i + 1] + HandmadeScheduler.HASH_NODE);
      dump.word(queues[i] + HandmadeScheduler.HASH_NODE, next);
    }
  }

  @Test
  void theSchedulerIsNamedWithItsState() throws Exception {
    ExtensibleState state = read();
    assertEquals("enabled", state.state());
    assertEquals(3, state.enabled().orElseThrow());
    ExtensibleScheduler scheduler = state.schedulers().getFirst();
    assertEquals("by_hand", scheduler.name());
    assertEquals(at(HandmadeScheduler.OPERATIONS), scheduler.address());
    assertEquals(List.of(), state.troubles());
  }

  @Test
  void withoutASchedulerThereAreNoQueues() throws Exception {
    dump.half(HandmadeScheduler.STATE, 3);
    ExtensibleState state = read();
    assertEquals("disabled", state.state());
    assertEquals(List.of(), state.schedulers());
  }

  @Test
  void queuesOfAChainAreInOrderOfTheirNumbers() throws Exception {
    dump.queue(QUEUE, 9, FIRST).queue(OTHER_QUEUE, 5, SECOND, THIRD);
    chain(2, QUEUE, OTHER_QUEUE);
    dump.queue(HandmadeScheduler.GLOBAL_QUEUE, 0x8000_0000_0000_0001L);
    ExtensibleState state = read();
    assertEquals(List.of(), state.troubles());
    List<DispatchQueue> user = queues(state, Kind.USER);
    assertEquals(List.of(5L, 9L), user.stream().map(DispatchQueue::id).toList());
    assertEquals(List.of(at(SECOND), at(THIRD)), tasks(user.getFirst()));
    assertEquals(DispatchQueue.Order.FIFO, user.getFirst().order());
    assertEquals(1000, user.getFirst().tasks().getLast().vtime());
    assertEquals(120, user.getFirst().tasks().getLast().priority());
    DispatchQueue global = queues(state, Kind.GLOBAL).getFirst();
    assertEquals(0, global.owner());
    assertTrue(!global.isUsed());
  }

  @Test
  void aTableOfTwoLevelsIsWalkedToo() throws Exception {
    dump.queue(QUEUE, 7, FIRST);
    int inner = 0x1_5000;
    int leaf = 0x1_6000;
    dump.half(HandmadeScheduler.BUCKETS, 8).half(HandmadeScheduler.BUCKETS + 4, 1);
    dump.word(HandmadeScheduler.BUCKETS + 16, at(inner)).word(inner + 8, at(leaf));
    dump.word(leaf + 24, at(QUEUE + HandmadeScheduler.HASH_NODE));
    dump.word(QUEUE + HandmadeScheduler.HASH_NODE, at(leaf) | 1);
    ExtensibleState state = read();
    assertEquals(List.of(), state.troubles());
    assertEquals(7, queues(state, Kind.USER).getFirst().id());
  }

  @Test
  void aTableThatGrowsHasQueuesInBoth() throws Exception {
    dump.queue(QUEUE, 7).queue(OTHER_QUEUE, 8);
    chain(0, QUEUE);
    int larger = 0x1_7000;
    dump.word(HandmadeScheduler.BUCKETS + 8, at(larger)).half(larger, 8);
    dump.word(larger + 16 + 40, at(OTHER_QUEUE + HandmadeScheduler.HASH_NODE));
    dump.word(OTHER_QUEUE + HandmadeScheduler.HASH_NODE, 1);
    ExtensibleState state = read();
    assertEquals(
        List.of(7L, 8L), queues(state, Kind.USER).stream().map(DispatchQueue::id).toList());
  }

  @Test
  void aChainThatComesBackEndsThere() throws Exception {
    dump.queue(QUEUE, 7).queue(OTHER_QUEUE, 8);
    chain(1, QUEUE, OTHER_QUEUE);
    dump.word(OTHER_QUEUE + HandmadeScheduler.HASH_NODE, at(QUEUE + HandmadeScheduler.HASH_NODE));
    ExtensibleState state = read();
    assertEquals(2, queues(state, Kind.USER).size());
    assertTrue(state.troubles().getFirst().contains("comes back"), state.troubles().toString());
  }

  @Test
  void aTableOfImpossibleSizeIsNotWalked() throws Exception {
    dump.half(HandmadeScheduler.BUCKETS, 0x7fff_ffff);
    ExtensibleState state = read();
    assertEquals(List.of(), queues(state, Kind.USER));
    assertEquals(1, state.troubles().size());
  }

  @Test
  void aQueueThatCannotBeReadCostsItself() throws Exception {
    dump.queue(QUEUE, 7, FIRST);
    chain(0, QUEUE);
    dump.word(HandmadeScheduler.BUCKETS + 16 + 8, 0xffff_9000_0000_0000L);
    ExtensibleState state = read();
    assertEquals(List.of(at(FIRST)), tasks(queues(state, Kind.USER).getFirst()));
    assertTrue(!state.troubles().isEmpty());
  }

  /** bpf_iter_scx_dsq: it is no task. */
  @Test
  void theNodeOfAProgramThatGoesThroughTheQueueIsPassedOver() throws Exception {
    int cursor = 0x3_0000;
    dump.queue(QUEUE, 7, FIRST, SECOND);
    dump.list(QUEUE + 8, FIRST + HandmadeScheduler.LINK, cursor, SECOND + HandmadeScheduler.LINK);
    dump.half(cursor + 16, 1);
    chain(0, QUEUE);
    ExtensibleState state = read();
    assertEquals(List.of(), state.troubles());
    assertEquals(List.of(at(FIRST), at(SECOND)), tasks(queues(state, Kind.USER).getFirst()));
  }

  @Test
  void whereTheListIsBrokenTheTreeHasTheTasks() throws Exception {
    dump.queue(QUEUE, 7, FIRST, SECOND, THIRD);
    chain(0, QUEUE);
    dump.word(FIRST + HandmadeScheduler.LINK, 0);
    dump.word(QUEUE + HandmadeScheduler.TREE, at(SECOND + HandmadeScheduler.TREE_NODE));
    dump.word(SECOND + HandmadeScheduler.TREE_NODE + 8, at(THIRD + HandmadeScheduler.TREE_NODE));
    dump.word(SECOND + HandmadeScheduler.TREE_NODE + 16, at(FIRST + HandmadeScheduler.TREE_NODE));
    ExtensibleState state = read();
    DispatchQueue queue = queues(state, Kind.USER).getFirst();
    assertEquals(DispatchQueue.Order.VTIME, queue.order());
    assertEquals(List.of(at(FIRST), at(SECOND), at(THIRD)), tasks(queue));
    assertTrue(state.troubles().getFirst().contains("null pointer"), state.troubles().toString());
  }

  @Test
  void aTaskThatNamesAnotherQueueAndAWrongCountAreTold() throws Exception {
    dump.queue(QUEUE, 7, FIRST);
    chain(0, QUEUE);
    dump.word(FIRST + 64, at(OTHER_QUEUE)).half(QUEUE + HandmadeScheduler.COUNT, 2);
    List<String> troubles = read().troubles();
    assertEquals(
        List.of(
            "the task at ffff800080020000 is on the dispatch queue at ffff800080014000, but says"
                + " ffff800080014100",
            "the dispatch queue at ffff800080014000 says that it has 2 tasks, and has 1"),
        troubles);
  }

  @Test
  void aProcessorHasAQueueOfItsOwn() throws Exception {
    dump.queue(HandmadeScheduler.LOCAL_QUEUE, 0x8000_0000_0000_0002L, FIRST, SECOND);
    try (Kernel kernel = dump.open(folder)) {
      RunQueue queue = RunQueues.of(kernel).read(0);
      assertEquals(List.of(), queue.troubles());
      DispatchQueue local = queue.dispatch().getFirst();
      assertEquals(Kind.LOCAL, local.kind());
      assertEquals(0, local.owner());
      assertEquals(List.of(at(FIRST), at(SECOND)), tasks(local));
    }
  }

  /** The list leads back into itself. */
  @Test
  void aQueueInACircleEnds() throws Exception {
    dump.queue(HandmadeScheduler.LOCAL_QUEUE, 0x8000_0000_0000_0002L, FIRST, SECOND);
    dump.word(SECOND + HandmadeScheduler.LINK, at(FIRST + HandmadeScheduler.LINK));
    try (Kernel kernel = dump.open(folder)) {
      RunQueue queue = RunQueues.of(kernel).read(0);
      assertEquals(List.of(at(FIRST), at(SECOND)), tasks(queue.dispatch().getFirst()));
      assertTrue(queue.troubles().getFirst().contains("comes back"), queue.troubles().toString());
    }
  }
}
