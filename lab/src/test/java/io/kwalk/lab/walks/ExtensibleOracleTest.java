package io.kwalk.lab.walks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.kwalk.core.debuginfo.Field;
import io.kwalk.lab.dumps.RealDump;
import io.kwalk.lab.dumps.RealDumps;
import io.kwalk.lab.shell.ProgramRun;
import io.kwalk.linux.Kernel;
import io.kwalk.linux.sched.DispatchQueue;
import io.kwalk.linux.sched.DispatchQueue.Kind;
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
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Dumps that crashed under a BPF scheduler ({@code lab/scripts/dump-ext}), against what
 * /sys/kernel/sched_ext and the kernel's own listing of queued tasks (SysRq-D) said before.
 */
@Tag("oracle")
class ExtensibleOracleTest {
  /** A task of the kernel's listing: its PID, the queue it is on, its virtual time and slice. */
  private static final Pattern TASK =
      Pattern.compile(
          "sched_ext_dump: +R [^\\[]+\\[(\\d+)\\].*?dsq_id=0x([0-9a-f]+).*?dsq_vtime=(\\d+)"
              + " slice=(\\d+)",
          Pattern.DOTALL);

  private static final String LOCAL = "8000000000000002";

  private record Queued(int pid, String queue, String vtime, String slice) {}

  static Stream<RealDump> dumps() {
    return RealDumps.all().stream().filter(dump -> Files.exists(dump.oracle("scx/trace.txt")));
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
      int pid = Integer.parseInt(matcher.group(1));
      tasks.add(new Queued(pid, matcher.group(2), matcher.group(3), matcher.group(4)));
    }
    return tasks;
  }

  private static Queued queued(DispatchQueue queue, DispatchQueue.Waiting waiting) {
    return new Queued(
        waiting.task().pid(),
        Long.toHexString(queue.id()),
        Long.toUnsignedString(waiting.vtime()),
        Long.toUnsignedString(waiting.slice()));
  }

  private static Set<String> texts(Stream<Queued> tasks) {
    return new TreeSet<>(tasks.map(Queued::toString).toList());
  }

  @ParameterizedTest(allowZeroInvocations = true)
  @MethodSource("dumps")
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
  @ParameterizedTest(allowZeroInvocations = true)
  @MethodSource("dumps")
  void sharedQueuesHaveTheTasksThatTheKernelListed(RealDump dump) throws Exception {
    try (Kernel kernel = dump.open()) {
      List<DispatchQueue> queues =
          ExtensibleSchedulers.of(kernel).orElseThrow().read().schedulers().getFirst().queues();
      Stream<Queued> found =
          queues.stream().flatMap(queue -> queue.tasks().stream().map(task -> queued(queue, task)));
      Stream<Queued> listed = listed(dump).stream().filter(task -> !task.queue().equals(LOCAL));
      Set<String> expected = texts(listed);
      assertTrue(expected.size() > 10, expected.toString());
      assertEquals(expected, texts(found));
      Set<Kind> kinds = new TreeSet<>(queues.stream().map(DispatchQueue::kind).toList());
      assertTrue(kinds.containsAll(Set.of(Kind.GLOBAL, Kind.USER)), kinds.toString());
    }
  }

  @ParameterizedTest(allowZeroInvocations = true)
  @MethodSource("dumps")
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
      assertEquals(1, sorted);
    }
  }

  /** What runs is in no queue; what can run is in one, of any processor or shared. */
  @ParameterizedTest(allowZeroInvocations = true)
  @MethodSource("dumps")
  void eachRunnableTaskIsOnOneQueue(RealDump dump) throws Exception {
    try (Kernel kernel = dump.open()) {
      TreeMap<Long, Integer> places = new TreeMap<>();
      TreeMap<Long, Integer> expected = new TreeMap<>();
      List<DispatchQueue> queues =
          new ArrayList<>(
              ExtensibleSchedulers.of(kernel)
                  .orElseThrow()
                  .read()
                  .schedulers()
                  .getFirst()
                  .queues());
      for (int cpu : kernel.perCpu().possible().toArray()) {
        RunQueue queue = RunQueues.of(kernel).read(cpu);
        assertEquals(List.of(), queue.troubles());
        assertTrue(queue.dispatch().getFirst().tasks().size() > 1, "CPU " + cpu);
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

  @ParameterizedTest(allowZeroInvocations = true)
  @MethodSource("dumps")
  void runqPrintsTheQueuesBehindTheProcessors(RealDump dump) throws Exception {
    ProgramRun run = ProgramRun.of(List.of("-s", "-c", "runq", dump.vmcore().toString()));
    assertEquals("", run.errors());
    List<String> titles =
        run.out()
            .lines()
            .filter(line -> line.contains("DSQ: ") || line.startsWith("SCHED_EXT"))
            .map(line -> line.replaceAll(": ff[0-9a-f]{14}", ": *").replaceAll("  NR: \\d+", ""))
            .toList();
    assertEquals(
        List.of(
            "  SCX LOCAL_DSQ: *",
            "  SCX LOCAL_DSQ: *",
            "SCHED_EXT: \"kwalk_queues\"  SCX_SCHED: *  STATE: enabled",
            "  NODE 0 GLOBAL_DSQ: *  ID: 8000000000000001",
            "  USER_DSQ: *  ID: 7",
            "  USER_DSQ: *  ID: 2a",
            "  USER_DSQ: *  ID: 4b77616c6b"),
        titles);
    assertTrue(run.out().lines().anyMatch(line -> line.matches(".*\"vtime-1.*\"  VTIME: \\d+")));
  }
}
