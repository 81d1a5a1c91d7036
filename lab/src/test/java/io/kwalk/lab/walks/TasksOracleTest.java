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
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Tasks of a dump against /proc/PID/status, which the guest recorded seconds before it crashed. */
class TasksOracleTest {
  private static final String RECORDER_ENDS = "the shell that recorded itself ends";
  private static final String WORKER_ENDS = "the kernel ends workers that have nothing to do";
  private static final String WORKER_STARTS = "the kernel starts workers";
  private static final String STARTED = "shells start children";
  private static final String RAN = "ran when recorded, or when the kernel crashed";
  private static final String EXECUTED = "the shell that recorded executes another program";

  private static final String WORKER = "kworker/.*";

  /** Children of shells that loop, and what the shell runs that loads the crash kernel. */
  private static final String CHILD = "(sleep|sh|bash|run|sync|cat|kexec|ps|init)";

  private static final String RECORDER = "(oracle|record|ps)";

  /** Such tasks of a dump: a shell's loop has one child at a time. */
  private static final int NEWCOMERS = 4;

  /** Two processors' tasks, those that wake as kexec runs, and those that a loop wakes. */
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
    OracleRows rows = new OracleRows("tasks", dump);
    try (Kernel kernel = dump.open()) {
      Tasks tasks = Tasks.of(kernel);
      assertEquals(List.of(), tasks.troubles());
      Map<Integer, Map<String, String>> recorded = recorded(dump);
      recorded.forEach((pid, status) -> compare(rows, tasks, pid, status));
      newcomers(rows, tasks, recorded.keySet());
    }
    rows.check(100);
    assertTrue(rows.changed(RECORDER_ENDS) <= 1, "one shell records");
    assertTrue(rows.changed(EXECUTED) <= 1, "one shell records");
    assertTrue(rows.changed(RAN) <= CHANGED_STATES, rows.changed(RAN) + " other states");
    assertTrue(rows.changed(STARTED) <= NEWCOMERS, rows.changed(STARTED) + " were not recorded");
  }

  private static void compare(OracleRows rows, Tasks tasks, int pid, Map<String, String> status) {
    Optional<Task> task = tasks.withPid(pid);
    String name = status.getOrDefault("Name", "");
    String who = pid + " " + name;
    if (task.isEmpty()) {
      boolean isWorker = name.matches(WORKER);
      rows.changes(
          who,
          "there",
          "gone",
          isWorker || name.matches(RECORDER),
          isWorker ? WORKER_ENDS : RECORDER_ENDS);
      return;
    }
    rows.same(
        who + " PPid", status.get("PPid"), "" + task.get().parent().map(Task::tgid).orElse(0));
    rows.same(who + " Tgid", status.get("Tgid"), "" + task.get().tgid());
    named(rows, who, name, task.get());
    String letters = task.get().state().letters();
    String before = LETTERS.get(status.getOrDefault("State", "?").charAt(0));
    boolean ran = letters.equals("RU") || "RU".equals(before);
    rows.changes(who + " State", before, letters, ran, RAN);
  }

  /** A kernel thread's name goes on in /proc: a worker's with what it works on. */
  private static void named(OracleRows rows, String who, String name, Task task) {
    boolean isCut = task.comm().length() == 15 || task.isKernelThread();
    boolean isSame = isCut ? name.startsWith(task.comm()) : name.equals(task.comm());
    rows.changes(
        who + " Name", name, isSame ? name : task.comm(), task.comm().equals("sleep"), EXECUTED);
  }

  private static void newcomers(OracleRows rows, Tasks tasks, Set<Integer> recorded) {
    for (Task task : tasks.all()) {
      if (!task.isIdle() && task.pid() == task.tgid() && !recorded.contains(task.pid())) {
        boolean isWorker = task.comm().matches(WORKER);
        boolean isNew = isWorker || task.comm().matches(CHILD);
        String why = isWorker ? WORKER_STARTS : STARTED;
        rows.changes(task.pid() + " " + task.comm(), "", "there", isNew, why);
      }
    }
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
