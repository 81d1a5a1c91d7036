package io.kwalk.lab.walks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.kwalk.lab.dumps.RealDump;
import io.kwalk.lab.dumps.RealDumps;
import io.kwalk.lab.shell.ProgramRun;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** {@code set -a}: a task that is taken for its processor's active one. */
class ActiveTaskTest {
  static Stream<RealDump> dumps() {
    return RealDumps.all().stream();
  }

  private static ProgramRun run(RealDump dump, String... lines) {
    return ProgramRun.of(
        List.of("-s", "--no_kwalkrc", dump.vmcore().toString()), String.join("\n", lines));
  }

  @ParameterizedTest
  @MethodSource("dumps")
  void isShownAsActiveAndKeepsItsOwnStack(RealDump dump) {
    String before = run(dump, "bt 2").out();
    ProgramRun marked = run(dump, "set -a 2", "ps -A 2", "bt 2");
    assertEquals("", marked.errors());
    List<String> lines = marked.out().lines().toList();
    assertTrue(
        lines
            .getFirst()
            .matches(
                "\"kthreadd\" task [0-9a-f]{16} has been marked as the active"
                    + " task on cpu [0-9]+"),
        marked.out());
    assertTrue(lines.get(2).matches("> +2 .*kthreadd\\]"), marked.out());
    assertTrue(marked.out().endsWith(before), marked.out());
  }

  @ParameterizedTest
  @MethodSource("dumps")
  void thePanicStaysThatOfTheTaskThatWasRunning(RealDump dump) {
    String before = run(dump, "set -p", "bt").out();
    ProgramRun marked = run(dump, "set -a 1", "set -a 2", "set -p", "bt");
    assertTrue(withoutActive(marked.out()).endsWith(withoutActive(before)), marked.out());
  }

  private static String withoutActive(String text) {
    return text.replace(" (ACTIVE)", "");
  }
}
