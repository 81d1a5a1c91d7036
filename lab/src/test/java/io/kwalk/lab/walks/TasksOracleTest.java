package io.kwalk.lab.walks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.kwalk.lab.dumps.RealDump;
import io.kwalk.lab.dumps.RealDumps;
import io.kwalk.linux.Kernel;
import io.kwalk.linux.task.Task;
import io.kwalk.linux.task.Tasks;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Tasks of a dump against /proc/PID/status, which the guest recorded seconds before it crashed. */
class TasksOracleTest {
  /** The script that records is itself recorded, and ends before the crash. */
  private static final int RECORDERS = 1;

  /** Processes that a shell's loop or the kernel started between record and crash. */
  private static final int NEWCOMERS = 4;

  /** Tasks that were running when recorded, or ran when the kernel crashed. */
  private static final int CHANGED_STATES = 8;

  /** /proc/PID/status's letters and crash's. */
  private static final Map<Character, String> LETTERS =
      Map.of(
          'R', "RU", 'S', "IN", 'D', "UN", 'T', "ST", 't', "TR", 'Z', "ZO", 'I', "ID", 'X', "DE",
          'P', "PA");

  static Stream<RealDump> dumps() {
    return RealDumps.ofAllMachines().stream().filter(dump -> Files.isDirectory(dump.oracle("t")));
  }

  @ParameterizedTest
  @MethodSource("dumps")
  void agreesWithWhatTheGuestRecorded(RealDump dump) throws Exception {
    try (Kernel kernel = dump.open()) {
      Tasks tasks = Tasks.of(kernel);
      assertEquals(List.of(), tasks.troubles());
      Map<Integer, Map<String, String>> recorded = recorded(dump);
      assertTrue(recorded.size() > 20, "a record of " + recorded.size() + " processes");
      compare(tasks, recorded);
      newcomers(tasks, recorded.keySet());
    }
  }

  private static void compare(Tasks tasks, Map<Integer, Map<String, String>> recorded) {
    List<String> missing = new ArrayList<>();
    List<String> changed = new ArrayList<>();
    recorded.forEach((pid, status) -> {
      Optional<Task> task = tasks.withPid(pid);
      if (task.isEmpty()) {
        missing.add(pid + " " + status.get("Name"));
        return;
      }
      same(task.get(), status);
      String letters = task.get().state().letters();
      String before = LETTERS.get(status.getOrDefault("State", "?").charAt(0));
      if (!letters.equals(before)) {
        changed.add(pid + " " + before + " " + letters);
      }
    });
    assertTrue(missing.size() <= RECORDERS, "not in the dump: " + missing);
    assertTrue(changed.size() <= CHANGED_STATES, "other states: " + changed);
    assertTrue(changed.stream().allMatch(change -> change.contains("RU")), "states: " + changed);
  }

  /** Parent, process and name never change in these guests once a process runs. */
  private static void same(Task task, Map<String, String> status) {
    String who = "PID " + task.pid();
    assertEquals(status.get("PPid"), "" + task.parent().map(Task::pid).orElse(0), who);
    assertEquals(status.get("Tgid"), "" + task.tgid(), who);
    // A kernel thread's name goes on in /proc: a worker's with what it works on.
    assertTrue(status.getOrDefault("Name", "").startsWith(task.comm()), who + " " + task.comm());
    boolean whole = task.comm().length() == 15 || task.isKernelThread();
    assertTrue(whole || task.comm().equals(status.get("Name")), who + " " + task.comm());
  }

  private static void newcomers(Tasks tasks, Set<Integer> recorded) {
    Set<Integer> processes = new HashSet<>();
    for (Task task : tasks.all()) {
      if (!task.isIdle() && task.pid() == task.tgid()) {
        processes.add(task.pid());
      }
    }
    processes.removeAll(recorded);
    assertTrue(processes.size() <= NEWCOMERS, "not recorded: " + processes);
  }

  /** By PID; a process that ended while it was recorded has an empty file. */
  private static Map<Integer, Map<String, String>> recorded(RealDump dump) throws IOException {
    Map<Integer, Map<String, String>> all = new HashMap<>();
    try (Stream<Path> folders = Files.list(dump.oracle("t"))) {
      folders.forEach(folder -> {
        Map<String, String> status = status(folder.resolve("status"));
        if (status.containsKey("Name")) {
          all.put(Integer.parseInt(folder.getFileName().toString()), status);
        }
      });
    }
    return all;
  }

  private static Map<String, String> status(Path file) {
    Map<String, String> status = new HashMap<>();
    try {
      for (String line : Files.readAllLines(file)) {
        int colon = line.indexOf(":\t");
        if (colon > 0) {
          status.put(line.substring(0, colon), line.substring(colon + 2).strip());
        }
      }
    } catch (IOException problem) {
      throw new UncheckedIOException(problem);
    }
    return status;
  }
}
