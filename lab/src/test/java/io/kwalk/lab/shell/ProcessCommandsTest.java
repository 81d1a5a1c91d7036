package io.kwalk.lab.shell;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.kwalk.lab.dumps.RealDumps;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** gcore, syscall, workqueue, cgroup, ns and cred as they print the sample. */
class ProcessCommandsTest {
  @TempDir Path folder;

  private static ProgramRun run(List<String> options, String command) {
    List<String> arguments = new ArrayList<>(List.of("-s", "--no_kwalkrc"));
    arguments.addAll(options);
    arguments.addAll(List.of("-c", command, RealDumps.sample().vmcore().toString()));
    return ProgramRun.of(arguments);
  }

  private static ProgramRun run(String command) {
    return run(List.of(), command);
  }

  @Test
  void printsCallsAsStraceDoes() {
    String text = run("syscall -a").out();
    for (String call :
        List.of(
            "wait4(-1, 0x7ffd232cfb0c, 0, NULL)",
            "read(0</dev/depot>, 0x1a2f6a60, 1)",
            "write(1</dev/depot>, 0x23fe6da0, 10)",
            "syslog(SYSLOG_ACTION_READ, 0x5fc798, 1023)",
            "accept(0<socket:[234]>, 0x7ffcf5351380, 0x7ffcf535137c)",
            "clock_nanosleep(CLOCK_REALTIME, 0, 0x7ffd3ec5ac58, 0x7ffd3ec5ac58)",
            "clone(CLONE_CHILD_CLEARTID|CLONE_CHILD_SETTID|SIGCHLD, NULL, NULL, 0xcf8f690, NULL)",
            "(running user code at 53a8e8)")) {
      assertTrue(text.contains("  " + call + "\n"), call + " in " + text);
    }
    assertTrue(run("syscall 2").out().endsWith("(kernel thread)\n"));
  }

  @Test
  void givesTheNumbersOfACallToo() {
    assertTrue(run("syscall -r 123").out().contains("  1 0x1 0x23fe6da0 0xa 0x"));
    String row = run(List.of("--json"), "syscall 121").out();
    assertTrue(row.contains("\"number\":0,\"name\":\"read\""), row);
    assertTrue(row.contains("{\"name\":\"\",\"value\":\"0x1\",\"text\":\"1\"}"), row);
  }

  @Test
  void writesACoreOnceAndSaysWhatItLacks() throws Exception {
    Path file = folder.resolve("core");
    ProgramRun first = run("gcore 123 " + file);
    assertEquals(0, first.status(), first.errors());
    assertTrue(first.out().contains("Saved " + file + ": 1 thread, "), first.out());
    assertTrue(
        first
            .errors()
            .matches("(?s)gcore: \\d+ of \\d+ pages are not in the dump: .*dump filter\n"),
        first.errors());
    byte[] written = Files.readAllBytes(file);
    ProgramRun second = run("gcore 123 " + file);
    assertEquals(1, second.status());
    assertTrue(second.errors().contains("exists and is not overwritten"), second.errors());
    assertEquals(written.length, Files.size(file));
  }

  @Test
  void leavesNoFileOfAKernelThread() {
    Path file = folder.resolve("core");
    ProgramRun run = run("gcore 2 " + file);
    assertEquals(1, run.status());
    assertEquals(
        "gcore: no core of 2 (kthreadd): a kernel thread has no user memory\n", run.errors());
    assertFalse(Files.exists(file));
  }

  @Test
  void listsTheAddressesThatACoreLacks() {
    String text = run("gcore -v 4 123 " + folder.resolve("core")).out();
    assertTrue(text.contains("\n  not in it: 0000000000400000 - "), text);
  }

  @Test
  void printsBusyWorkQueuesAsTheKernelDoes() {
    assertEquals(
        """
        workqueue depot-expiry: flags=0x0 max_active=1
          pwq 0: cpus=0 node=0 flags=0x0 nice=0 active=1/1 refcnt=2
            in-flight: 17:depot_expire
        pool 0: cpus=0 node=0 flags=0x0 nice=0 workers=3 busy: 17:depot_expire idle: 7 183
        """,
        run("workqueue").out());
    assertTrue(run("workqueue -w depot-expiry").out().contains("depot_expire (depot-expiry)\n"));
    ProgramRun none = run("workqueue nosuch");
    assertEquals("workqueue: no such work queue: nosuch; workqueue -a names all\n", none.errors());
  }

  @Test
  void knowsWhereTasksBelongAndWhatTheyMay() {
    assertTrue(run("cgroup 1").out().endsWith("\n0::/\n"));
    assertTrue(run("ns 1").out().contains("  user:[4026531837]\n"));
    assertTrue(run("ns -t user").out().contains("4026531837  user "));
    assertTrue(run("cred 1").out().contains("EFFECTIVE: 000001ffffffffff  all\n"));
    String row = run(List.of("--json"), "cred 1").out();
    assertTrue(
        row.contains("\"euid\":0") && row.contains("\"cap_effective\":\"0x1ffffffffff\""), row);
  }
}
