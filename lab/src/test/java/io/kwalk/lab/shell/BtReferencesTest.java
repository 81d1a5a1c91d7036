package io.kwalk.lab.shell;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.kwalk.lab.dumps.RealDumps;
import java.util.List;
import org.junit.jupiter.api.Test;

/** bt -R and bt -O over the sample, whose panic task crashed in a page fault. */
final class BtReferencesTest {
  private static ProgramRun run(String command) {
    String dump = RealDumps.sample().vmcore().toString();
    return ProgramRun.of(List.of("-s", "--no-debuginfo", "-c", command, dump));
  }

  private static List<String> answer(String command) {
    ProgramRun run = run(command);
    assertEquals(0, run.status(), run.errors());
    return run.out().lines().toList();
  }

  private static long tasks(List<String> lines) {
    return lines.stream().filter(line -> line.startsWith("PID: ")).count();
  }

  @Test
  void aFunctionsNameLeavesTheTracesThatItIsIn() {
    List<String> all = answer("foreach bt");
    // A worker thread has one such frame.
    long waiting = all.stream().filter(line -> line.contains("] worker_thread at ")).count();
    List<String> some = answer("foreach bt -R worker_thread");
    assertEquals(waiting, tasks(some));
    assertTrue(waiting > 1 && waiting < tasks(all), () -> waiting + " of " + tasks(all));
  }

  @Test
  void anAddressLeavesTheTracesThatHaveAFrameThere() {
    List<String> trace = answer("bt");
    String address = trace.get(3).replaceFirst(".* at ", "");
    assertEquals(trace, answer("bt -R " + address));
    assertEquals(trace, answer("bt -R 0x" + address));
  }

  @Test
  void whatNoFrameHasLeavesNothing() {
    assertEquals(List.of(), answer("bt -R ffffffff"));
    assertEquals(List.of(), answer("bt -R 0"));
    assertEquals(List.of(), answer("bt -R no_such_function"));
    // Part of a name is not it.
    assertEquals(List.of(), answer("bt -R crash_kexe"));
  }

  @Test
  void theOldWayIsNotKeptAsADefault() {
    ProgramRun run = run("bt -O");
    assertNotEquals(0, run.status());
    assertTrue(run.errors().contains("-O is not kept as a default"), run.errors());
    assertEquals("", run.out());
  }
}
