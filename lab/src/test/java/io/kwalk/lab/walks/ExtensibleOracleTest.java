package io.kwalk.lab.walks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.kwalk.core.debuginfo.Field;
import io.kwalk.lab.dumps.OverDumps;
import io.kwalk.lab.dumps.RealDump;
import io.kwalk.lab.dumps.RealDumps;
import io.kwalk.lab.shell.ProgramRun;
import io.kwalk.linux.Kernel;
import io.kwalk.linux.sched.DispatchQueue;
import io.kwalk.linux.sched.ExtensibleSchedulers;
import io.kwalk.linux.sched.ExtensibleState;
import io.kwalk.linux.sched.RunQueue;
import io.kwalk.linux.sched.RunQueueEntry;
import io.kwalk.linux.sched.RunQueues;
import io.kwalk.linux.structures.RbNodes;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;

/**
 * Dumps that crashed under a BPF scheduler ({@code lab/scripts/dump-ext}), against what
 * /sys/kernel/sched_ext and the kernel's own listing of queued tasks (SysRq-D) said before.
 */
@Tag("oracle")
class ExtensibleOracleTest {
  /** A task of the kernel's listing: its PID, flags, the queue it is on, virtual time and slice. */
  private static final Pattern TASK =
      Pattern.compile(
          "sched_ext_dump: +R [^\\[]+\\[(\\d+)\\].*? dsq_flags=0x(\\d+).*?dsq_id=0x([0-9a-f]+)"
              + ".*?dsq_vtime=(\\d+) slice=(\\d+)",
          Pattern.DOTALL);

  private static final String LOCAL = "8000000000000002";

  private record Queued(int pid, boolean sorted, String queue, String vtime, String slice) {}

  static Stream<RealDump> dumps() {
    return RealDumps.ofBpfSchedulers().stream();
  }

  /** The queues of the scheduler itself. */
  private static List<DispatchQueue> shared(Kernel kernel) {
    return ExtensibleSchedulers.of(kernel).orElseThrow().read().schedulers().getFirst().queues();
  }

  private static String setting(RealDump dump, String file) throws Exception {
    try (Stream<String> lines = Files.lines(dump.oracle("scx/sysfs.txt"))) {
      String start = "./" + file + ":";
      return lines
          .filter(line -> line.startsWith(start))
          .findFirst()
          .orElseThrow()
          .substring(start.length());
    }
  }

  private static List<Queued> listed(RealDump dump) throws Exception {
    Matcher matcher = TASK.matcher(Files.readString(dump.oracle("scx/trace.txt")));
    List<Queued> tasks = new ArrayList<>();
    while (matcher.find()) {
      tasks.add(
          new Queued(
              Integer.parseInt(matcher.group(1)),
              matcher.group(2).equals("1"),
              matcher.group(3),
              matcher.group(4),
              matcher.group(5)));
    }
    return tasks;
  }

  private static Stream<Queued> shared(RealDump dump) throws Exception {
    return listed(dump).stream().filter(task -> !task.queue().equals(LOCAL));
  }

  private static Queued queued(DispatchQueue queue, DispatchQueue.Waiting waiting) {
    return new Queued(
        waiting.task().pid(),
        queue.order() == DispatchQueue.Order.VTIME,
        Long.toHexString(queue.id()),
        Long.toUnsignedString(waiting.vtime()),
        Long.toUnsignedString(waiting.slice()));
  }

  private static Set<String> texts(Stream<Queued> tasks) {
    return new TreeSet<>(tasks.map(Queued::toString).toList());
  }

  @OverDumps("dumps")
  void theSchedulerIsTheOneThatTheGuestNamed(RealDump dump) throws Exception {
    try (Kernel kernel = dump.open()) {
      ExtensibleState state = ExtensibleSchedulers.of(kernel).orElseThrow().read();
      assertEquals(setting(dump, "state"), state.state());
      assertEquals(setting(dump, "enable_seq"), "" + state.enabled().orElseThrow());
      assertEquals(setting(dump, "root/ops"), state.schedulers().getFirst().name());
      assertEquals(1, state.schedulers().size());
      assertEquals(List.of(), state.troubles());
    }
  }

  /** They cannot have left: the processors never ran out of tasks in their own queues. */
  @OverDumps("dumps")
  void sharedQueuesHaveTheTasksThatTheKernelListed(RealDump dump) throws Exception {
    try (Kernel kernel = dump.open()) {
      List<DispatchQueue> queues = shared(kernel);
      Stream<Queued> found =
          queues.stream().flatMap(queue -> queue.tasks().stream().map(task -> queued(queue, task)));
      Set<String> expected = texts(shared(dump));
      assertTrue(expected.size() > 10, expected.toString());
      assertEquals(expected, texts(found));
    }
  }

  @OverDumps("dumps")
  void aQueueByVirtualTimeIsInTheOrderOfItsTree(RealDump dump) throws Exception {
    try (Kernel kernel = dump.open()) {
      Field tree = kernel.field("scx_dispatch_q", "priq");
      Field node = kernel.field("task_struct", "scx.dsq_priq");
      int sorted = 0;
      for (DispatchQueue queue :
          ExtensibleSchedulers.of(kernel).orElseThrow().read().schedulers().getFirst().queues()) {
        if (queue.order() == DispatchQueue.Order.VTIME) {
          sorted++;
          List<Long> tasks = queue.tasks().stream().map(task -> task.task().address()).toList();
          List<Long> nodes = RbNodes.of(kernel, tree.addressIn(queue.address()), new ArrayList<>());
          assertEquals(nodes, tasks.stream().map(node::addressIn).toList());
          List<Long> times = queue.tasks().stream().map(DispatchQueue.Waiting::vtime).toList();
          assertEquals(times.stream().sorted().toList(), times);
        }
      }
      Stream<Queued> inTrees = shared(dump).filter(Queued::sorted);
      assertEquals(inTrees.map(Queued::queue).distinct().count(), sorted);
    }
  }

  /** SCX_DSQ_LOCAL and the like: a place read wrong would not have its number there. */
  @OverDumps("dumps")
  void theKernelsOwnQueuesHaveTheNumbersOfTheirKind(RealDump dump) throws Exception {
    try (Kernel kernel = dump.open()) {
      List<DispatchQueue> queues = new ArrayList<>(shared(kernel));
      for (int cpu : kernel.perCpu().possible().toArray()) {
        queues.addAll(RunQueues.of(kernel).read(cpu).dispatch());
      }
      queues.removeIf(queue -> queue.kind() == DispatchQueue.Kind.USER);
      assertTrue(queues.size() >= 5, "a global queue, and of two processors local and bypass ones");
      for (DispatchQueue queue : queues) {
        long number = kernel.imageTypes().enumerator("SCX_DSQ_" + queue.kind()).orElseThrow();
        assertEquals(number, queue.id(), queue.toString());
      }
    }
  }

  /** What runs is in no queue; what can run is in one, of any processor or shared. */
  @OverDumps("dumps")
  void eachRunnableTaskIsOnOneQueue(RealDump dump) throws Exception {
    try (Kernel kernel = dump.open()) {
      TreeMap<Long, Integer> places = new TreeMap<>();
      TreeMap<Long, Integer> expected = new TreeMap<>();
      List<DispatchQueue> queues = new ArrayList<>(shared(kernel));
      for (int cpu : kernel.perCpu().possible().toArray()) {
        RunQueue queue = RunQueues.of(kernel).read(cpu);
        assertEquals(List.of(), queue.troubles());
        assertTrue(queue.dispatch().getFirst().isUsed(), "CPU " + cpu);
        queues.addAll(queue.dispatch());
        for (RunQueueEntry entry : queue.extensible()) {
          expected.put(((RunQueueEntry.Queued) entry).task().address(), 1);
        }
      }
      for (DispatchQueue queue : queues) {
        assertEquals(queue.count(), queue.tasks().size());
        queue.tasks().forEach(task -> places.merge(task.task().address(), 1, Integer::sum));
      }
      assertEquals(expected, places);
    }
  }

  @OverDumps("dumps")
  void runqPrintsTheQueuesBehindTheProcessors(RealDump dump) throws Exception {
    ProgramRun run = ProgramRun.of(List.of("-s", "-c", "runq", dump.vmcore().toString()));
    assertEquals("", run.errors());
    Set<String> expected = new TreeSet<>();
    Stream<String> ids = shared(dump).map(Queued::queue);
    ids.collect(Collectors.groupingBy(id -> id, Collectors.counting()))
        .forEach((id, count) -> expected.add("NR: " + count + "  ID: " + id));
    Set<String> titles = new TreeSet<>();
    Matcher title = Pattern.compile("_DSQ: ff[0-9a-f]{14}  (NR: [1-9].*ID: .*)").matcher(run.out());
    while (title.find()) {
      titles.add(title.group(1));
    }
    assertEquals(expected, titles);
    assertEquals(
        2, Pattern.compile("  SCX LOCAL_DSQ: .*NR: ").matcher(run.out()).results().count());
    String scheduler = "SCHED_EXT: \"kwalk_queues\"  SCX_SCHED: ff[0-9a-f]{14}  STATE: enabled";
    assertEquals(1, run.out().lines().filter(line -> line.matches(scheduler)).count());
  }
}
