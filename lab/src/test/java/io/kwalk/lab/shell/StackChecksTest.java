package io.kwalk.lab.shell;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.kwalk.lab.dumps.RealDumps;
import io.kwalk.shell.Main;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/** bt -v and bt -vv over the sample. */
final class StackChecksTest {
  private static List<String> answer(String command) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    PrintStream errors = new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8);
    String dump = RealDumps.sample().vmcore().toString();
    List<String> arguments = List.of("-s", "--no-debuginfo", "-c", command, dump);
    assertEquals(
        0, Main.run(arguments, new ByteArrayInputStream(new byte[0]), out, errors), command);
    return out.toString(StandardCharsets.UTF_8).lines().toList();
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
