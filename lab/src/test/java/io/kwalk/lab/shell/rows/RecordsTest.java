package io.kwalk.lab.shell.rows;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.kwalk.lab.dumps.RealDump;
import io.kwalk.lab.dumps.RealDumps;
import io.kwalk.lab.shell.CommandSteps;
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
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

/**
 * The rows that commands print have the names and types that RECORDS of their help pages say, and
 * nothing else. {@code records.commands} has the lines that are run; those that begin with {@code
 * sample:} on the sample only, as they name addresses of it.
 */
class RecordsTest {
  private static final String ONLY_SAMPLE = "sample: ";

  /** The dump of a system with many services. */
  private static final String BUSY = "k61";

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
              .filter(word ->
                  word.matches("bt|vm|task|files|net|set|ps|sig|vtop|cred|cgroup|ns|syscall"))
              .findFirst()
              .orElseThrow();
      case "px" -> "p";
      case "kwalk" -> "kwalk";
      case "union", "*" -> "struct";
      default -> CommandTable.isCommand(words.getFirst()) ? words.getFirst() : "struct";
    };
  }

  /** The lines for a dump that {@code records.commands} has. */
  private static List<String> lines(RealDump dump) throws IOException {
    List<String> commands = new ArrayList<>();
    for (String line : lines("records.commands")) {
      if (!line.startsWith(ONLY_SAMPLE)) {
        commands.add(line);
      } else if (dump.equals(RealDumps.sample())) {
        commands.add(line.substring(ONLY_SAMPLE.length()));
      }
    }
    return commands;
  }

  /** And those of every command with its options that other tests run, too. */
  private static List<String> allLines(RealDump dump) throws IOException {
    Set<String> commands = new LinkedHashSet<>(lines(dump));
    for (String line : CommandSteps.allCommands()) {
      commands.add(line.replace(" --json", ""));
    }
    return List.copyOf(commands);
  }

  private static List<Map<String, @Nullable Object>> rows(String json) {
    return json.lines().map(Json::read).toList();
  }

  /** Holds the rows of each line against the page of its command. */
  private static RowCheck check(RealDump dump, Answers answers) throws IOException {
    RowCheck check = new RowCheck(RealDumps.withoutSlabs().contains(dump));
    List<String> problems = new ArrayList<>();
    for (int i = 0; i < answers.lines().size(); i++) {
      String line = answers.lines().get(i);
      String problem = problem(check, line, answers.text(i));
      if (!problem.isEmpty()) {
        problems.add(line + ": " + problem);
      }
    }
    assertEquals("", String.join("\n", problems), dump.toString());
    return check;
  }

  private static String problem(RowCheck check, String line, String json) {
    try {
      return json.lines()
          .map(row -> check.problem(command(line), Json.read(row)))
          .filter(problem -> !problem.isEmpty())
          .findFirst()
          .orElse("");
    } catch (IllegalArgumentException wrong) {
      return String.valueOf(wrong.getMessage());
    }
  }

  /** The same lines again as comma-separated values, which say the same. */
  private static void checkValues(RealDump dump, Answers json, Path folder) throws IOException {
    Answers csv = Answers.of(dump, json.lines(), "--csv", folder);
    List<String> problems = new ArrayList<>();
    for (int i = 0; i < json.lines().size(); i++) {
      String difference = RowsTable.difference(rows(json.text(i)), csv.text(i));
      if (!difference.isEmpty()) {
        problems.add(json.lines().get(i) + ": " + difference);
      }
    }
    assertEquals("", String.join("\n", problems), dump.toString());
  }

  /** What the sample does not have is listed, so that a wrong name is not taken for a rare one. */
  @Test
  void rowsOfTheSampleAreAsTheirPagesSay(@TempDir Path folder) throws IOException {
    RealDump sample = RealDumps.sample();
    Answers answers = Answers.of(sample, allLines(sample), "--json", folder);
    RowCheck check = check(sample, answers);
    String info = info("--json");
    assertEquals("", problem(check, "kwalk", info));
    TreeSet<String> unseen = new TreeSet<>(check.unseen());
    lines("records.unseen").forEach(unseen::remove);
    assertEquals("", String.join("\n", unseen), "described, but in no row");
    checkValues(sample, answers, folder);
    assertEquals("", RowsTable.difference(rows(info), info("--csv")));
  }

  private static String info(String format) {
    String dump = RealDumps.sample().vmcore().toString();
    return ProgramRun.of(List.of("info", "-v", format, dump)).out();
  }

  /** A larger system: more kinds of things, odd names among them. */
  @Test
  void rowsOfABusySystemAreToo(@TempDir Path folder) throws IOException {
    Optional<RealDump> dump = RealDumps.named(BUSY);
    Assumptions.assumeTrue(dump.isPresent(), "no dump " + BUSY);
    Answers answers = Answers.of(dump.get(), allLines(dump.get()), "--json", folder);
    Set<String> unseen = check(dump.get(), answers).unseen();
    assertEquals(
        List.of(),
        unseen.stream()
            .filter(row -> row.matches("bpf: ((?!uid).* of )?A (program|map):.*|kmem: memcg of .*"))
            .sorted()
            .toList());
    checkValues(dump.get(), answers, folder);
  }

  /**
   * What rows there are depends on the kernel: of each release one dump is enough, and of arm64
   * one.
   */
  @Test
  void rowsOfOtherReleasesAreToo(@TempDir Path folder) throws IOException {
    List<RealDump> dumps = new ArrayList<>(RealDumps.withoutSlabs());
    Set<String> releases = new HashSet<>();
    releases.add(RealDumps.sample().release());
    RealDumps.named(BUSY).ifPresent(busy -> releases.add(busy.release()));
    for (RealDump dump : RealDumps.all()) {
      if (releases.add(dump.release())) {
        dumps.add(dump);
      }
    }
    // The newest of arm64: 5.10 and 6.1 there do not know their own variables (docs/arm64.md).
    RealDumps.ofAllMachines().stream()
        .filter(RealDump::isOfQemu)
        .max(Comparator.comparing(RealDump::release))
        .ifPresent(dumps::add);
    List<Executable> checks = new ArrayList<>();
    for (RealDump dump : dumps) {
      Path own = Files.createDirectory(folder.resolve(dump.name()));
      checks.add(() -> check(dump, Answers.of(dump, lines(dump), "--json", own)));
    }
    assertAll(checks);
  }

  /** Which tells of queues that are nowhere else. */
  @Test
  void rowsOfADumpWithABpfSchedulerAreToo(@TempDir Path folder) throws IOException {
    List<RealDump> dumps = RealDumps.ofBpfSchedulers();
    Assumptions.assumeFalse(
        dumps.isEmpty(), "no dump with a BPF scheduler: lab/scripts/dump-ext makes one");
    List<String> lines = List.of("runq", "runq -v", "runq -g", "runq -c 1");
    Answers answers = Answers.of(dumps.getFirst(), lines, "--json", folder);
    Set<String> unseen = check(dumps.getFirst(), answers).unseen();
    assertEquals(
        List.of(),
        unseen.stream().filter(row -> row.matches("runq: .*(dispatch|sched_ext).*")).toList());
    checkValues(dumps.getFirst(), answers, folder);
  }

  /** Its kinds of rows; or that there are none, or whose they are. */
  @Test
  void everyCommandSaysItsRecords() {
    for (String command : CommandTable.NAMES) {
      String page = HelpPages.page(command).orElseThrow();
      String records = HelpPages.section(page, "RECORDS");
      assertTrue(
          !RowKinds.parse(page).isEmpty() || records.matches("  (None|Those of the command).*"),
          command + ": help page without RECORDS");
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
