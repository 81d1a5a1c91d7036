package io.kwalk.lab.walks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.kwalk.core.image.DumpImages;
import io.kwalk.core.image.ImageOptions;
import io.kwalk.lab.dumps.OverDumps;
import io.kwalk.lab.dumps.OverwrittenImage;
import io.kwalk.lab.dumps.RealDump;
import io.kwalk.lab.dumps.RealDumps;
import io.kwalk.linux.Kernel;
import io.kwalk.linux.sched.DispatchQueue;
import io.kwalk.linux.sched.ExtensibleScheduler;
import io.kwalk.linux.sched.ExtensibleSchedulers;
import io.kwalk.linux.sched.ExtensibleState;
import io.kwalk.linux.sched.RunQueues;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;

/** Any word of sched_ext's structs overwritten, one after the other, in dumps with a scheduler. */
@Tag("oracle")
class ExtensibleDamageTest {
  private static final int MOST_QUEUES = 64;

  static Stream<RealDump> dumps() {
    return RealDumps.ofBpfSchedulers().stream();
  }

  private static Set<Long> words(long address, long size) {
    return new TreeSet<>(LongStream.range(0, size / 8).mapToObj(i -> address + 8 * i).toList());
  }

  /** Of the scheduler, its hash table, its queues and the tasks in them. */
  private static Set<Long> words(Kernel kernel, ExtensibleScheduler scheduler) {
    Set<Long> words = words(scheduler.address(), kernel.struct("scx_sched").size());
    long table =
        kernel.memory().u64(kernel.field("scx_sched", "dsq_hash").addressIn(scheduler.address()));
    words.addAll(words(table, 128));
    for (DispatchQueue queue : scheduler.queues()) {
      words.addAll(words(queue.address(), kernel.struct("scx_dispatch_q").size()));
      long entity = kernel.field("task_struct", "scx").offset();
      queue.tasks().forEach(task -> words.addAll(words(task.task().address() + entity, 256)));
    }
    return words;
  }

  /** They end, with what can be read; none has more queues or tasks than the dump could hold. */
  @OverDumps("dumps")
  void theWalksEndWhateverAWordSays(RealDump dump) throws Exception {
    OverwrittenImage image =
        new OverwrittenImage(
            DumpImages.open(List.of(dump.vmcore().toString()), ImageOptions.DEFAULT));
    try (Kernel kernel = Kernel.open(image)) {
      ExtensibleSchedulers walk = ExtensibleSchedulers.of(kernel).orElseThrow();
      ExtensibleScheduler scheduler = walk.read().schedulers().getFirst();
      Set<Long> words = words(kernel, scheduler);
      assertTrue(words.size() > 500, "words: " + words.size());
      int noticed = 0;
      for (long word : words) {
        long was = kernel.memory().u64(word);
        for (long value : new long[] {0, -1, word, word | 1, scheduler.address(), was ^ 0x1_0000}) {
          image.put(kernel.memory().physical(word), value);
          ExtensibleState state = walk.read();
          assertTrue(state.schedulers().getFirst().queues().size() < MOST_QUEUES);
          noticed += state.troubles().isEmpty() ? 0 : 1;
          RunQueues.of(kernel).read(0);
        }
        image.put(kernel.memory().physical(word), was);
      }
      assertTrue(noticed > 100, "damage was told of " + noticed + " times");
      assertEquals(scheduler.name(), walk.read().schedulers().getFirst().name());
      assertEquals(List.of(), walk.read().troubles());
    }
  }
}
