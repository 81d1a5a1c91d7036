package io.kwalk.lab.shell;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.kwalk.lab.dumps.RealDump;
import io.kwalk.lab.dumps.RealDumps;
import io.kwalk.linux.Kernel;
import io.kwalk.linux.task.Task;
import io.kwalk.linux.task.Tasks;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** foreach works on all processors, and answers as one task after the other would. */
class ForeachTest {
  private static final int TASKS = 40;

  static Stream<RealDump> dumps() {
    return RealDumps.ofAllMachines().stream();
  }

  private static List<String> pids(RealDump dump) throws Exception {
    try (Kernel kernel = dump.open()) {
      return Tasks.of(kernel).all().stream()
          .map(Task::pid)
          .filter(pid -> pid != 0)
          .distinct()
          .limit(TASKS)
          .map(String::valueOf)
          .toList();
    }
  }

  /** What commands print in one session, without empty lines. */
  private static List<String> lines(RealDump dump, List<String> commands) throws Exception {
    List<String> arguments = new ArrayList<>(List.of("-s", "--no_kwalkrc"));
    arguments.addAll(dump.arguments());
    String out = ProgramRun.of(arguments, String.join("\n", commands)).out();
    return out.lines().filter(line -> !line.isEmpty()).toList();
  }

  @ParameterizedTest
  @MethodSource("dumps")
  void answersAsOneTaskAfterTheOther(RealDump dump) throws Exception {
    List<String> pids = pids(dump);
    List<String> each = new ArrayList<>();
    List<String> all = new ArrayList<>();
    for (String command : List.of("bt", "vm", "files", "sig", "task -R comm,pid")) {
      pids.forEach(pid -> each.add(command + " " + pid));
      all.add("foreach " + String.join(" ", pids) + " " + command);
    }
    List<String> one = lines(dump, each);
    assertTrue(one.size() > pids.size(), "lines: " + one.size());
    assertEquals(String.join("\n", one), String.join("\n", lines(dump, all)));
  }

  @ParameterizedTest
  @MethodSource("dumps")
  void rowsComeInTheOrderOfTheTasks(RealDump dump) throws Exception {
    List<String> pids = pids(dump);
    String command = "foreach " + String.join(" ", pids) + " cred --json";
    List<String> found =
        lines(dump, List.of(command)).stream()
            .map(row -> row.replaceFirst(".*?\"pid\":(\\d+),.*", "$1"))
            .toList();
    assertEquals(pids, found);
  }
}
