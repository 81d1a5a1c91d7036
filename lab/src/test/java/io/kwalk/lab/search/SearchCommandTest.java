package io.kwalk.lab.search;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.kwalk.lab.dumps.RealDumps;
import io.kwalk.lab.shell.ProgramRun;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** search and wr over the sample. */
class SearchCommandTest {
  private static ProgramRun run(String... commands) {
    List<String> arguments = new ArrayList<>();
    for (String command : commands) {
      arguments.add("-c");
      arguments.add(command);
    }
    arguments.add(RealDumps.sample().vmcore().toString());
    return ProgramRun.of(arguments);
  }

  private static List<String> lines(String command) {
    return run(command).out().lines().toList();
  }

  @Test
  void findsTextWithWhatIsBehindIt() {
    List<String> found = lines("search -s linux_banner -l 64 -c Linux version");
    assertEquals(2, found.size(), found.toString());
    assertTrue(found.getFirst().matches("[0-9a-f]{16}: Linux version 6\\.1\\.0.*"));
    assertEquals(18 + 56, found.getFirst().length());
    assertTrue(found.getLast().matches("[0-9a-f]{16}: version 6\\.1\\.0.*"));
  }

  @Test
  void namesSymbolsAndExpressions() {
    assertTrue(
        lines("search -K init_task").stream()
            .allMatch(line -> line.matches("[0-9a-f]{16}: [0-9a-f]{16} \\(init_task\\)")));
    assertTrue(
        lines("search -w (0x1234+1) -s init_task -l 1048576").stream()
            .allMatch(line -> line.matches("[0-9a-f]{16}: 1235 \\(0x1234\\+1\\)")));
  }

  @Test
  void findsTheSameInPhysicalMemoryAndInTheDirectMap() {
    long physical = lines("search -p init_task").size();
    long direct =
        lines("search -K init_task").stream().filter(line -> !line.startsWith("ffffffff")).count();
    assertTrue(physical > 10, physical + " places");
    assertEquals(physical, direct);
  }

  @Test
  void namesTheTaskAboveWhatIsInItsStack() {
    List<String> found = lines("search -t init_task");
    assertTrue(found.getFirst().startsWith("PID: "), found.toString());
    assertTrue(found.contains(""), found.toString());
  }

  @Test
  void showsWhatIsAroundAPlace() {
    List<String> found = lines("search -x 1 -K init_task");
    assertTrue(found.get(0).matches("[0-9a-f]{16}:  [0-9a-f]{16} {20}.{8}"), found.get(0));
    assertTrue(found.get(1).endsWith(" (init_task)"), found.get(1));
    assertEquals("", found.get(3));
  }

  @Test
  void refusesWhatCannotBe() {
    String[][] wrong = {
      {"search -h 12345", "value too large for -h option: 12345"},
      {"search -t -k 5", "-t option cannot be used with other memory-selection options"},
      {"search -c -x 2 abc", "-x option is not allowed with -c"},
      {"search -s init_task -e 1000 5", "ending address 1000 is below starting address"},
      {"search -s 1000 5", "invalid kernel virtual address: 1000"},
      {"search -u -s init_task 5", "invalid user virtual address"},
      {"search -l q 5", "not a valid number: q"},
      {"search -R init_task -k", "-R and -k exclude each other"},
      {"search", "what to look for is missing"},
      {"wr -32 -k init_task 5", "not allowed on dumpfiles"},
      {"wr", "not allowed on dumpfiles"},
    };
    for (String[] pair : wrong) {
      ProgramRun run = run(pair[0]);
      assertEquals(1, run.status(), pair[0]);
      assertTrue(run.errors().contains(pair[1]), pair[0] + ": " + run.errors());
      assertEquals("", run.out(), pair[0]);
    }
  }

  @Test
  void givesRows() {
    String row = lines("search --json -K init_task").getFirst();
    assertTrue(
        row.matches(
            "\\{\"address\":\"0x[0-9a-f]+\",\"value\":\"0x[0-9a-f]+\",\"name\":\"init_task\"}"),
        row);
    String reference = lines("search --json -R init_mm").getFirst();
    assertTrue(reference.contains("\"where\":{\"kind\":\""), reference);
  }

  @Test
  void tellsWhatIsAtAnAddress() {
    String row = lines("kmem --json init_mm").getFirst();
    assertTrue(row.contains("\"kind\":\"symbol\",\"name\":\"init_mm\",\"offset\":0"), row);
    List<String> words = lines("rd -SSS init_task 64");
    assertTrue(words.stream().anyMatch(line -> line.contains(":task_struct]")), words.toString());
  }
}
