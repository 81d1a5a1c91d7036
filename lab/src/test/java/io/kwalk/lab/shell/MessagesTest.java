package io.kwalk.lab.shell;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.kwalk.lab.dumps.RealDumps;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where messages go, as `set error` has it. */
class MessagesTest {
  private static final String REFUSED =
      "kmem: -c option not supported or applicable on this architecture or kernel\n";

  @TempDir Path folder;

  private static ProgramRun sample(String... lines) {
    String dump = RealDumps.sample().vmcore().toString();
    return ProgramRun.of(List.of("-s", "--no_kwalkrc", dump), String.join("\n", lines));
  }

  private Path file(String name) {
    return folder.resolve(name);
  }

  @Test
  void byDefaultTheyAreOnStandardErrorAndInTheRedirection() throws IOException {
    ProgramRun run = sample("kmem -c > " + file("answer"), "kmem -c | sed s/^/piped:/");
    assertEquals(1, run.status());
    assertEquals(REFUSED, Files.readString(file("answer")));
    assertEquals("piped:" + REFUSED, run.out());
    assertEquals(REFUSED + REFUSED, run.errors());
  }

  @Test
  void redirectedTheyAreInTheRedirectionAlone() throws IOException {
    ProgramRun run = sample("set error redirect", "kmem -c > " + file("answer"), "kmem -c");
    assertEquals(REFUSED, Files.readString(file("answer")));
    assertEquals("error: redirect\n", run.out());
    assertEquals(REFUSED, run.errors());
  }

  @Test
  void inAFileTheyAreThereAlone() throws IOException {
    Path messages = Files.writeString(file("messages"), "before\n");
    ProgramRun run =
        sample("set error " + messages, "kmem -c > " + file("answer"), "kmem -c", "set -v");
    assertEquals("before\n" + REFUSED + REFUSED, Files.readString(messages));
    assertEquals("", Files.readString(file("answer")));
    assertEquals("", run.errors());
    assertTrue(run.out().contains("         error: " + messages + "\n"), run.out());
  }

  @Test
  void aFileThatCannotBeWrittenToIsRefused() {
    ProgramRun run = sample("set error " + file("no/such"), "kmem -c", "set error");
    assertTrue(run.errors().startsWith("set: error " + file("no/such") + ": no such file"));
    assertTrue(run.errors().endsWith(REFUSED), run.errors());
    assertEquals("error: default\n", run.out());
  }

  @Test
  void rowsStayCleanOfThem() throws IOException {
    ProgramRun run =
        sample(
            "kmem -c --json > " + file("json"),
            "kmem -c --csv > " + file("csv"),
            "set error redirect");
    assertEquals("", Files.readString(file("json")));
    assertEquals("", Files.readString(file("csv")));
    assertEquals(REFUSED + REFUSED, run.errors());
    List<String> arguments = new ArrayList<>(List.of("-s", "--no_kwalkrc", "--json"));
    arguments.addAll(List.of("-c", "kmem -c > " + file("one"), "-c", "btop 1000"));
    arguments.add(RealDumps.sample().vmcore().toString());
    ProgramRun shot = ProgramRun.of(arguments);
    assertEquals(1, shot.status());
    assertEquals(REFUSED, shot.errors());
    assertEquals("", Files.readString(file("one")));
    assertFalse(shot.out().contains("kmem"), shot.out());
  }

  @Test
  void warningsStandWhereTheyWereMet() throws IOException {
    ProgramRun run = sample("ps 999999 1 > " + file("answer"));
    assertEquals("ps: invalid task or pid value: 999999\n", run.errors());
    List<String> lines = Files.readString(file("answer")).lines().toList();
    assertEquals(run.errors().strip(), lines.getFirst());
    assertTrue(lines.getLast().endsWith("init"), lines.toString());
  }
}
