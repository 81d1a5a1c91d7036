package io.kwalk.lab.shell.rows;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.kwalk.lab.dumps.RealDump;
import io.kwalk.lab.dumps.RealDumps;
import io.kwalk.lab.shell.ProgramRun;
import io.kwalk.shell.CommandTable;
import io.kwalk.shell.HelpPages;
import io.kwalk.shell.rows.RowField;
import io.kwalk.shell.rows.RowKind;
import io.kwalk.shell.rows.RowKinds;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The rows that commands print have the names and types that RECORDS of their help pages say, and
 * nothing else. {@code records.commands} has the lines that are run; those that begin with {@code
 * sample:} on the sample only, as they name addresses of it.
 */
class RecordsTest {
  /** Written by a makedumpfile that takes slab pages of Linux 6.12 for free ones. */
  private static final String LACKING = "k612old";

  private static final String ONLY_SAMPLE = "sample: ";

  private static List<String> lines(String resource) throws IOException {
    try (InputStream stream = RecordsTest.class.getResourceAsStream(resource)) {
      assertTrue(stream != null, resource);
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .filter(line -> !line.isBlank() && !line.startsWith("#"))
          .toList();
    }
  }

  /** Whose page describes the rows of a line. */
  private static String command(String line) {
    List<String> words = List.of(line.split("[ /]+"));
    return switch (words.getFirst()) {
      case "foreach" ->
          words.stream()
              .skip(1)
              .filter(word -> word.matches("bt|vm|task|files|net|set|ps|sig|vtop"))
              .findFirst()
              .orElseThrow();
      case "px" -> "p";
      case "union", "*" -> "struct";
      default -> CommandTable.isCommand(words.getFirst()) ? words.getFirst() : "struct";
    };
  }

  private static RowCheck check(RealDump dump, Path folder) throws IOException {
    List<String> commands = new ArrayList<>();
    for (String line : lines("records.commands")) {
      if (!line.startsWith(ONLY_SAMPLE)) {
        commands.add(line);
      } else if (dump.equals(RealDumps.sample())) {
        commands.add(line.substring(ONLY_SAMPLE.length()));
      }
    }
    StringBuilder input = new StringBuilder();
    for (int i = 0; i < commands.size(); i++) {
      input
          .append(commands.get(i))
          .append(" --json > ")
          .append(folder.resolve("" + i))
          .append('\n');
    }
    List<String> arguments =
        List.of(
            "-s",
            "--no_kwalkrc",
            "--mod",
            RealDumps.repository().resolve("samples/debug").toString(),
            dump.vmcore().toString());
    ProgramRun run = ProgramRun.of(arguments, input.toString());
    assertFalse(run.errors().contains("internal error"), run.errors());
    RowCheck check = new RowCheck(dump.name().equals(LACKING));
    List<String> problems = new ArrayList<>();
    for (int i = 0; i < commands.size(); i++) {
      String line = commands.get(i);
      Files.readAllLines(folder.resolve("" + i)).stream()
          .map(row -> check.problem(command(line), Json.read(row)))
          .filter(problem -> !problem.isEmpty())
          .findFirst()
          .ifPresent(problem -> problems.add(line + ": " + problem));
    }
    assertEquals("", String.join("\n", problems), dump.toString());
    return check;
  }

  /** What the sample does not have is listed, so that a wrong name is not taken for a rare one. */
  @Test
  void rowsOfTheSampleAreAsTheirPagesSay(@TempDir Path folder) throws IOException {
    RowCheck check = check(RealDumps.sample(), folder);
    TreeSet<String> unseen = new TreeSet<>(check.unseen());
    lines("records.unseen").forEach(unseen::remove);
    assertEquals("", String.join("\n", unseen), "described, but in no row");
  }

  @Test
  void rowsOfOtherDumpsAreToo(@TempDir Path folder) throws IOException {
    for (RealDump dump : RealDumps.all()) {
      Path own = Files.createDirectory(folder.resolve(dump.name()));
      if (!dump.equals(RealDumps.sample())) {
        check(dump, own);
      }
    }
  }

  /** {@code records.missing} has the pages that do not yet; it may name no other. */
  @Test
  void everyCommandSaysItsRecords() throws IOException {
    List<String> missing = lines("records.missing");
    for (String command : CommandTable.NAMES) {
      if (missing.contains(command)) {
        assertTrue(RowKinds.of(command).isEmpty(), command + " has RECORDS: not missing any more");
        continue;
      }
      String page = HelpPages.page(command).orElseThrow();
      String records = HelpPages.section(page, "RECORDS");
      assertFalse(records.isBlank(), command + ": help page without RECORDS");
      assertTrue(
          !RowKinds.parse(page).isEmpty() || records.lines().count() == 1, command + ": no fields");
    }
  }

  /** A name that has a meaning in one command has it in all. */
  @Test
  void namesAreSnakeCaseAndMeanOneThing() {
    Map<String, String> types =
        Map.of("pid", "integer", "task", "address", "cpu", "integer", "comm", "string");
    for (String command : CommandTable.NAMES) {
      for (RowKind kind : RowKinds.of(command)) {
        for (RowField field : kind.fields()) {
          String name = field.name();
          assertTrue(
              field.isOpen() || name.matches("[a-z][a-z0-9]*(_[a-z0-9]+)*"), command + ": " + name);
          assertEquals(types.getOrDefault(name, field.type()), field.type(), command + ": " + name);
        }
      }
    }
  }
}
