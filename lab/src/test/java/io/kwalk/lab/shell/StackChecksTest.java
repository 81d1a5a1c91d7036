package io.kwalk.lab.shell;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.kwalk.lab.dumps.DamagedDump;
import io.kwalk.lab.dumps.RealDump;
import io.kwalk.lab.dumps.RealDumps;
import io.kwalk.linux.Kernel;
import io.kwalk.linux.task.Task;
import io.kwalk.linux.task.Tasks;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** bt -v and bt -vv over dumps as they are, and with words of them overwritten. */
final class StackChecksTest {
  @TempDir static Path folder;

  private static List<String> answer(String command) {
    return answer(RealDumps.sample().vmcore(), command);
  }

  private static List<String> answer(Path dump, String command) {
    ProgramRun run = ProgramRun.of(List.of("-s", "--no-debuginfo", "-c", command, dump.toString()));
    assertEquals(0, run.status(), command);
    assertEquals("", run.errors(), command);
    return run.out().lines().toList();
  }

  /** What crash prints of them, but for its complaint of each dead task, whose stack is freed. */
  @ParameterizedTest
  @MethodSource("dumps")
  void stacksThatAreWholeAreSaidToBe(RealDump dump) {
    assertEquals(List.of("No stack overflows detected"), answer(dump.vmcore(), "bt -v"));
  }

  @Test
  void programsGetNoRowOfAWholeStack() {
    assertEquals(List.of(), answer("bt -v --json"));
  }

  static Stream<RealDump> dumps() {
    return RealDumps.all().stream();
  }

  /** A copy of the sample in which these tasks have other words at the end of their stacks. */
  private static Path overflowed(Map<Integer, Long> words) throws Exception {
    Map<Long, Long> physical = new HashMap<>();
    try (Kernel kernel = RealDumps.sample().open()) {
      for (Map.Entry<Integer, Long> word : words.entrySet()) {
        Task task = Tasks.of(kernel).withPid(word.getKey()).orElseThrow();
        physical.put(kernel.memory().physical(task.stack().orElseThrow()), word.getValue());
      }
    }
    return damaged(physical);
  }

  private static Path damaged(Map<Long, Long> words) throws Exception {
    Path file = folder.resolve("vmcore");
    DamagedDump.words(RealDumps.sample().vmcore(), file, words);
    return file;
  }

  /** Text as crash 9.0.2 prints it over the same copy. */
  @Test
  void aTaskWhoseStackHasAnotherEndIsNamed() throws Exception {
    Path dump = overflowed(Map.of(1, 0x4141_4141_4242_4247L, 2, 0L));
    assertEquals(
        List.of(
            "PID: 1        TASK: ff37b04ec11e8000  CPU: 0    COMMAND: \"init\"",
            "  possible stack overflow: ff76c54100010000: 4141414142424247 != STACK_END_MAGIC",
            "",
            "PID: 2        TASK: ff37b04ec11ec180  CPU: 0    COMMAND: \"kthreadd\"",
            "  possible stack overflow: ff76c54100018000: 0 != STACK_END_MAGIC",
            ""),
        answer(dump, "bt -v"));
    List<String> rows = answer(dump, "bt -v --json");
    assertEquals(2, rows.size());
    assertTrue(rows.getFirst().contains("\"end_of_stack\":\"0x4141414142424247\""), rows::toString);
    assertTrue(rows.getFirst().contains("\"overflow\":true"), rows::toString);
    assertTrue(
        answer(dump, "bt -vv").stream()
            .anyMatch(row -> row.contains("OVERFLOW") && row.endsWith("  kthreadd")));
  }

  /** Such as a task_struct has that something wrote to: thread_info is a part of it. */
  @Test
  void aTaskOnAProcessorThatThereIsNotIsNamed() throws Exception {
    long cpu;
    long word;
    try (Kernel kernel = RealDumps.sample().open()) {
      Task task = Tasks.of(kernel).withPid(2).orElseThrow();
      cpu =
          task.address()
              + kernel.field("task_struct", "thread_info").offset()
              + kernel.field("thread_info", "cpu").offset();
      word = kernel.memory().u64(cpu);
      cpu = kernel.memory().physical(cpu);
    }
    List<String> lines = answer(damaged(Map.of(cpu, word & -1L << 32 | 100)), "bt -v");
    assertEquals(
        List.of(
            "PID: 2        TASK: ff37b04ec11ec180  CPU: 100  COMMAND: \"kthreadd\"",
            "  possible stack overflow: thread_info.cpu: 100 >= 2",
            ""),
        lines);
  }

  @Test
  void theTaskThatUsedMostOfItsStackComesFirst() {
    List<String> rows = answer("bt -vv");
    assertEquals("    PID         TASK         SIZE  DEEPEST   USED  COMMAND", rows.getFirst());
    List<Long> deepest =
        rows.stream().skip(1).map(row -> Long.parseLong(row.substring(34, 41).strip())).toList();
    assertTrue(deepest.size() > 50, deepest::toString);
    assertEquals(deepest.stream().sorted((a, b) -> Long.compare(b, a)).toList(), deepest);
    assertTrue(rows.get(1).endsWith("  courier"), rows.get(1));
  }

  /** On 7.3 init_task's stack is full of no-ops at its end, not of zeros. */
  @ParameterizedTest
  @MethodSource("dumps")
  void whatTheLinkerFilledTheFirstStackWithWasNotUsed(RealDump dump) {
    String first =
        answer(dump.vmcore(), "bt -vv").stream()
            .filter(row -> row.endsWith("  swapper/0"))
            .findFirst()
            .orElseThrow();
    long deepest = Long.parseLong(first.substring(34, 41).strip());
    assertTrue(deepest > 500 && deepest < 5000, first);
  }

  /** The kernel that crashed as its guard page was hit: crash 9.0.2 prints the same. */
  @Test
  void aStackThatOverflowedIsNamed() {
    Path dump =
        RealDumps.lab().resolve("scenarios/6.12.107+deb12-cloud-amd64/overflow").resolve("vmcore");
    assumeTrue(Files.isReadable(dump), "skipped: lab/scripts/scenarios has not made overflow");
    List<String> lines = answer(dump, "bt -v");
    assertEquals(3, lines.size(), lines::toString);
    assertTrue(lines.getFirst().endsWith("  COMMAND: \"trigger\""), lines::toString);
    assertTrue(
        lines.get(1).matches("  possible stack overflow: [0-9a-f]+: [0-9a-f]+ != STACK_END_MAGIC"),
        lines::toString);
    String deepest = answer(dump, "bt -vv").get(1);
    assertTrue(deepest.contains(" 16384 OVERFLOW  16384  trigger"), deepest);
  }
}
