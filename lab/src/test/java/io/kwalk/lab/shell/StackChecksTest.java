package io.kwalk.lab.shell;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.kwalk.lab.dumps.RealDumps;
import java.util.List;
import org.junit.jupiter.api.Test;

/** bt -v and bt -vv over the sample. */
final class StackChecksTest {
  private static List<String> answer(String command) {
    String dump = RealDumps.sample().vmcore().toString();
    ProgramRun run = ProgramRun.of(List.of("-s", "--no-debuginfo", "-c", command, dump));
    assertEquals(0, run.status(), command);
    return run.out().lines().toList();
  }

  @Test
  void stacksThatAreWholeAreSaidToBe() {
    assertEquals(List.of("No stack overflows detected"), answer("bt -v"));
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
}
