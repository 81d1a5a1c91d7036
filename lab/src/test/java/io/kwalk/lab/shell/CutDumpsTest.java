package io.kwalk.lab.shell;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.kwalk.lab.dumps.RealDump;
import io.kwalk.lab.dumps.RealDumps;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A dump whose end is missing, as when the disk was full or the machine reset while it saved. */
class CutDumpsTest {
  private static final String WHY = "page cut off: the dump file is incomplete";

  /** All kernel addresses in an answer. */
  private static Set<String> addresses(ProgramRun run) {
    return run.out()
        .lines()
        .flatMap(line -> Stream.of(line.strip().split("\\s+")))
        .filter(word -> word.matches("f[0-9a-f]{15}"))
        .collect(Collectors.toSet());
  }

  @TempDir static Path folder;

  private static Path whole;
  private static final Map<String, ProgramRun> ANSWERS = new HashMap<>();

  /** What the whole dump answers. */
  private static ProgramRun complete(String command) {
    return ANSWERS.computeIfAbsent(command, asked -> run(whole, asked));
  }

  @BeforeAll
  static void chooseDump() {
    whole = RealDumps.named("k61").map(RealDump::vmcore).orElse(RealDumps.sample().vmcore());
  }

  private static ProgramRun run(Path dump, String command) {
    return ProgramRun.of(List.of("-s", "--no_kwalkrc", "-c", command, dump.toString()));
  }

  private static Path cut(long length) throws IOException {
    Path file = folder.resolve("cut" + length);
    if (!Files.exists(file)) {
      try (FileChannel source = FileChannel.open(whole);
          OutputStream target = Files.newOutputStream(file)) {
        source.transferTo(0, length, Channels.newChannel(target));
      }
    }
    return file;
  }

  private static Path cutAt(int percent) throws IOException {
    return cut(Files.size(whole) * percent / 100);
  }

  @ParameterizedTest
  @ValueSource(ints = {30, 60, 90})
  void everyCommandEndsAndSaysWhatIsCutOff(int percent) throws IOException {
    for (String command : List.of("sys", "log", "ps", "bt", "mod")) {
      ProgramRun run = run(cutAt(percent), command);
      String told = command + " of " + percent + " %: " + run.errors();
      assertTrue(run.status() == 0 || run.status() == 1, told);
      assertTrue(
          run.errors().lines().allMatch(line -> line.matches("(kwalk|" + command + "): .+")), told);
      assertFalse(run.errors().contains("internal error"), told);
      assertFalse(run.errors().contains("Exception"), told);
      boolean complete = run.out().equals(complete(command).out());
      assertTrue(complete || (run.out() + run.errors()).contains(WHY), told);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {30, 60, 90})
  void theKernelIsStillNamed(int percent) throws IOException {
    ProgramRun run = run(cutAt(percent), "sys");
    assertEquals(0, run.status());
    assertTrue(run.out().contains("[PARTIAL DUMP]"), run.out());
    assertTrue(run.out().contains(line(complete("sys").out(), "RELEASE")), run.out());
  }

  private static String line(String text, String title) {
    return text.lines().filter(line -> line.contains(title + ": ")).findFirst().orElseThrow();
  }

  /** At 90 % the kernel's image is there, and most of what it points to. */
  @Test
  void whatIsThereIsWhatTheWholeDumpSays() throws IOException {
    for (String command : List.of("ps", "mod")) {
      Set<String> expected = addresses(complete(command));
      Set<String> found = addresses(run(cutAt(90), command));
      Set<String> invented = new HashSet<>(found);
      invented.removeAll(expected);
      assertEquals(Set.of(), invented, command);
      // The sample is small: its list of modules lies in the last tenth.
      if (command.equals("ps") || RealDumps.named("k61").isPresent()) {
        assertTrue(found.size() > expected.size() / 10, command + ": " + found.size());
      }
    }
  }

  @Test
  void aDumpCutInsideItsHeadersIsRefusedInOneLine() throws IOException {
    ProgramRun run = run(cut(3000), "sys");
    assertEquals(2, run.status());
    assertEquals("", run.out());
    assertEquals(1, run.errors().lines().count(), run.errors());
    assertTrue(run.errors().startsWith("kwalk: "), run.errors());
  }
}
