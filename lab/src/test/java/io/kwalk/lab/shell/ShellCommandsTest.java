package io.kwalk.lab.shell;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.kwalk.lab.dumps.RealDump;
import io.kwalk.lab.dumps.RealDumps;
import io.kwalk.shell.Main;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The shell itself over real dumps: lines, redirections, exit status, and what crash answered. */
class ShellCommandsTest {
  /** Runs the program with {@code lines} on standard input. */
  private static ProgramRun run(List<String> options, String... lines) {
    List<String> arguments = new ArrayList<>(List.of("-s", "--no_kwalkrc"));
    arguments.addAll(options);
    return ProgramRun.of(arguments, String.join("\n", lines));
  }

  private static ProgramRun sample(String... lines) {
    return run(List.of(RealDumps.sample().vmcore().toString()), lines);
  }

  @Test
  void answersAsCrashDid() throws IOException {
    List<String> commands =
        List.of(
            "alias",
            "btop 512000",
            "eval 1g",
            "pte 8000000000000063",
            "ptob 512a",
            "ptov 1000",
            "rd jiffies",
            "rd -64 init_task 16",
            "rd -32 linux_banner 8",
            "rd -a linux_banner",
            "set",
            "sym init_task");
    for (RealDump dump : RealDumps.all()) {
      for (String command : commands) {
        String expected = dump.crash(command);
        if (expected != null) {
          ProgramRun run = run(List.of(dump.vmcore().toString()), command);
          assertEquals(expected.strip(), run.out().strip(), dump + ": " + command);
        }
      }
    }
  }

  @Test
  void aFailedCommandMakesTheStatusOneAndTheShellGoesOn() {
    ProgramRun run = sample("rd nosuchsymbol", "", "# a comment", "// another", "btop 1000");
    assertEquals(1, run.status());
    assertEquals("1000: 1\n", run.out());
    assertEquals(1, run.errors().lines().count(), run.errors());
    assertEquals(0, sample("btop 1000", "quit", "nosuchcommand").status());
  }

  @Test
  void nearNamesAreOffered() {
    assertTrue(sample("evla 1").errors().contains("did you mean eval?"));
    assertTrue(sample("rd init_tusk").errors().contains("init_task"));
  }

  @Test
  void missingPagesAndBadAddressesAreOneLine() {
    for (String line : new String[] {"rd ffffffffffffffff", "rd 0", "rd -p ffffffffff000"}) {
      ProgramRun run = sample(line);
      assertEquals(1, run.status(), line);
      assertEquals(1, run.errors().lines().count(), run.errors());
      assertFalse(run.errors().contains("internal error"), run.errors());
    }
  }

  @Test
  void redirectsAppendsAndPipes(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("answer");
    ProgramRun run =
        sample("btop 1000 > " + file, "btop 2000 >> " + file, "sym -l | wc -l", "sym -l | head -1");
    assertEquals(0, run.status(), run.errors());
    assertEquals("1000: 1\n2000: 2\n", Files.readString(file));
    List<String> lines = run.out().lines().toList();
    assertTrue(Integer.parseInt(lines.getFirst().strip()) > 50_000, run.out());
    assertEquals(2, lines.size(), run.out());
  }

  @Test
  void runsFilesOfCommandsAndOfArguments(@TempDir Path folder) throws IOException {
    Path commands = Files.writeString(folder.resolve("commands"), "btop 1000\nbtop 2000\n");
    Path arguments = Files.writeString(folder.resolve("arguments"), "3000\n4000\n");
    ProgramRun run = sample("< " + commands, "btop < " + arguments);
    assertEquals("1000: 1\n2000: 2\n3000: 3\n4000: 4\n", run.out());
    Path self = folder.resolve("self");
    Files.writeString(self, "< " + self + "\n");
    assertEquals(1, sample("< " + self).status());
  }

  @Test
  void everyCommandAnswersRowsOfJson() {
    for (String line :
        new String[] {
          "alias",
          "ascii 41",
          "btop 1000",
          "eval 1",
          "help",
          "pte 63",
          "ptob 1",
          "ptov 1000",
          "rd jiffies 4",
          "rd -a linux_banner",
          "set",
          "set -v",
          "sym schedule",
          "vtop init_task",
          "foreach active set",
          "foreach active ps"
        }) {
      ProgramRun run = sample(line + " --json");
      assertEquals(0, run.status(), line + ": " + run.errors());
      assertFalse(run.out().isEmpty(), line);
      for (String row : run.out().lines().toList()) {
        assertTrue(row.startsWith("{\"") && row.endsWith("}"), line + ": " + row);
      }
    }
  }

  @Test
  void vtopAndRdAgree() {
    String json = sample("vtop init_task --json").out();
    String name = "\"physical\":\"";
    int start = json.indexOf(name) + name.length();
    String physical = json.substring(start, json.indexOf('"', start));
    String virtual = sample("rd -x init_task 2").out().replaceAll("(?m)^.*:", "");
    assertEquals(virtual, sample("rd -x -p " + physical + " 2").out().replaceAll("(?m)^.*:", ""));
  }

  @Test
  void foreachSeparatesTasksAndNamesThem() {
    String out = sample("foreach active set").out();
    assertTrue(out.startsWith("PID: "), out);
    assertTrue(out.contains("\n\nPID: "), out);
    assertTrue(out.contains("(PANIC)"), out);
    assertEquals(1, sample("foreach nosuchtask set").status());
  }

  @Test
  void infoNeedsOnlyTheHeaders() {
    String dump = RealDumps.sample().vmcore().toString();
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    int status =
        Main.run(
            List.of("info", "-v", dump),
            new ByteArrayInputStream(new byte[0]),
            out,
            new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8));
    String text = out.toString(StandardCharsets.UTF_8);
    assertEquals(0, status);
    assertTrue(text.contains("release: 6.") && text.contains("OSRELEASE=6."), text);
    assertTrue(text.contains("crash time: 20"), text);
  }
}
