package io.kwalk.lab.walks;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.kwalk.core.debuginfo.Field;
import io.kwalk.lab.dumps.OverDumps;
import io.kwalk.lab.dumps.OverRecords;
import io.kwalk.lab.dumps.RealDump;
import io.kwalk.lab.dumps.RealDumps;
import io.kwalk.linux.Kernel;
import io.kwalk.linux.signal.TaskSignals;
import io.kwalk.linux.task.ResourceLimit;
import io.kwalk.linux.task.SchedulingPolicy;
import io.kwalk.linux.task.Task;
import io.kwalk.linux.task.TaskMemory;
import io.kwalk.linux.task.Tasks;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Every thread of a dump against the guest's {@code ps -eL} and /proc/PID/status and limits. */
class ThreadsOracleTest {
  /** Those that record, and what they start to do so; they end before the crash. */
  private static final List<String> RECORDERS = List.of("oracle", "ps", "sleep");

  /** PF_KTHREAD workers that the kernel starts and ends as work comes. */
  private static final String WORKER = "kworker/.*";

  private static final String RUNS = "the process goes on: its heap, stack and files grow";

  /** Of a process that goes on: heap and stack, in KiB. */
  private static final long MEMORY = 4096;

  static Stream<RealDump> threads() {
    // The sample's is another command's.
    return RealDumps.withRecordsOf("ps.txt")
        .filter(dump -> {
          try {
            return OracleRows.words(dump, "ps.txt").getFirst().length == 14;
          } catch (IOException problem) {
            throw new UncheckedIOException(problem);
          }
        });
  }

  /** PID TID PPID PGID SID UID STAT PSR RTPRIO NI VSZ RSS COMMAND WCHAN. */
  @OverDumps("threads")
  void everyThreadIsAsPsPrintedIt(RealDump dump) throws Exception {
    OracleRows rows = new OracleRows("threads", dump);
    try (Kernel kernel = dump.open()) {
      Tasks tasks = Tasks.of(kernel);
      for (String[] words : OracleRows.words(dump, "ps.txt")) {
        if (words[0].equals("PID")) {
          continue;
        }
        String name = words[1] + " " + words[12];
        Optional<Task> task = tasks.withPid(Integer.parseInt(words[1]));
        if (task.isPresent() && !isRecorder(words)) {
          thread(rows, name, words, task.get());
        } else {
          boolean mayHaveEnded = isRecorder(words) || words[12].matches(WORKER);
          rows.changes(name, "there", "gone", mayHaveEnded, "the recorders and kworkers end");
        }
      }
    }
    rows.check(500);
  }

  private static boolean isRecorder(String[] words) {
    return RECORDERS.contains(words[12]);
  }

  private static void thread(OracleRows rows, String name, String[] words, Task task) {
    rows.same(name + " PID", words[0], "" + task.tgid());
    rows.same(name + " PPID", words[2], "" + task.parent().map(Task::tgid).orElse(0));
    SchedulingPolicy policy = SchedulingPolicy.of(task);
    boolean real = policy.policy() == 1 || policy.policy() == 2;
    // Priority inheritance may lift a task for as long as it holds a lock.
    rows.same(name + " RTPRIO", words[8], real ? "" + rtPriority(task) : "-");
    if (!real) {
      rows.same(name + " NI", words[9], "" + (staticPriority(task) - 120));
    }
    long kilobytes = task.kernel().pageTables().pageSize() / 1024;
    TaskMemory memory = TaskMemory.of(task);
    rows.moves(
        name + " VSZ", Long.parseLong(words[10]), memory.totalVm() * kilobytes, MEMORY, RUNS);
    rows.moves(name + " RSS", Long.parseLong(words[11]), memory.rss() * kilobytes, MEMORY, RUNS);
  }

  private static long rtPriority(Task task) {
    return number(task, "rt_priority");
  }

  private static int staticPriority(Task task) {
    return (int) number(task, "static_prio");
  }

  private static long number(Task task, String member) {
    return task.kernel().field("task_struct", member).get(task.kernel().memory(), task.address());
  }

  /** What is behind the name of /proc/PID/stat (proc(5)), by the numbers of its fields. */
  private record Stat(String name, List<String> words) {
    static Stat of(String text) {
      int end = text.lastIndexOf(')');
      String name = text.substring(text.indexOf('(') + 1, end);
      return new Stat(name, List.of(text.substring(end + 2).strip().split(" ", -1)));
    }

    String field(int number) {
      return words.get(number - 3);
    }

    long number(int field) {
      return Long.parseLong(field(field));
    }
  }

  @OverRecords("t/1/stat")
  void everyProcessIsAsItsStatSays(RealDump dump) throws Exception {
    OracleRows rows = new OracleRows("stat", dump);
    try (Kernel kernel = dump.open()) {
      for (Map.Entry<Task, Path> each : OracleRows.tasks(kernel, dump).entrySet()) {
        Task task = each.getKey();
        Path file = each.getValue().resolve("stat");
        if (file.toFile().length() > 0) {
          Stat stat = Stat.of(Files.readString(file));
          // One number may be two tasks': the recorder's children come and go.
          if (task.comm().equals(stat.name())) {
            compare(rows, stat, task);
          }
        }
      }
    }
    rows.check(200);
  }

  private static void compare(OracleRows rows, Stat stat, Task task) {
    String name = task.pid() + " " + task.comm() + " ";
    SchedulingPolicy policy = SchedulingPolicy.of(task);
    rows.same(name + "ppid", stat.field(4), "" + task.parent().map(Task::tgid).orElse(0));
    rows.same(name + "nice", stat.field(19), "" + (staticPriority(task) - 120));
    rows.same(name + "rt_priority", stat.field(40), "" + rtPriority(task));
    rows.same(name + "policy", stat.field(41), "" + policy.policy());
    // In hundredths of a second (USER_HZ) since boot; real_start_time before 5.5.
    Field start = task.kernel().field("task_struct", "start_boottime", "real_start_time");
    long nanoseconds = start.get(task.kernel().memory(), task.address());
    rows.same(name + "starttime", stat.field(22), "" + nanoseconds / 10_000_000);
    TaskMemory memory = TaskMemory.of(task);
    long pageSize = task.kernel().pageTables().pageSize();
    long most = MEMORY * 1024;
    rows.moves(name + "vsize", stat.number(23), memory.totalVm() * pageSize, most, RUNS);
    rows.moves(name + "rss", stat.number(24) * pageSize, memory.rss() * pageSize, most, RUNS);
  }

  @OverRecords("t/1/limits")
  void credentialsSignalsAndLimitsAreAsRecorded(RealDump dump) throws Exception {
    OracleRows rows = new OracleRows("credentials, signals, limits", dump);
    try (Kernel kernel = dump.open()) {
      for (Map.Entry<Task, Path> each : OracleRows.tasks(kernel, dump).entrySet()) {
        Task task = each.getKey();
        Path folder = each.getValue();
        Map<String, String> status = status(folder.resolve("status"));
        // One number may be two tasks': the recorder's children come and go.
        // Some guests record their threads, too.
        if (task.comm().equals(status.get("Name"))) {
          process(rows, status, task);
          limits(rows, folder.resolve("limits"), task);
        }
      }
    }
    rows.check(500);
  }

  private static void process(OracleRows rows, Map<String, String> status, Task task) {
    String name = task.pid() + " " + task.comm() + " ";
    rows.same(name + "Uid", status.get("Uid"), ids(task, "uid", "euid", "suid", "fsuid"));
    rows.same(name + "Gid", status.get("Gid"), ids(task, "gid", "egid", "sgid", "fsgid"));
    TaskSignals signals = TaskSignals.of(task);
    rows.same(name + "Threads", status.get("Threads"), "" + signals.threads().orElse(0));
    List<String> troubles = new ArrayList<>();
    Map<String, Long> sets = new TreeMap<>();
    sets.put("SigPnd", signals.ownPending(troubles).set());
    sets.put("ShdPnd", signals.sharedPending(troubles).set());
    sets.put("SigBlk", signals.blocked());
    long ignored = 0;
    long caught = 0;
    for (var action : signals.actions()) {
      long bit = 1L << action.number() - 1;
      ignored |= action.handler() == 1 ? bit : 0;
      caught |= action.handler() > 1 || action.handler() < 0 ? bit : 0;
    }
    sets.put("SigIgn", ignored);
    sets.put("SigCgt", caught);
    // A shell's children end; around a wait it blocks and catches SIGCHLD.
    if (!task.comm().matches("sh|bash|run|lab.*")) {
      sets.forEach((set, value) -> rows.same(name + set, status.get(set), hex(value)));
    }
    assertEquals(List.of(), troubles);
  }

  private static String hex(long set) {
    return "%016x".formatted(set);
  }

  private static String ids(Task task, String... members) {
    Kernel kernel = task.kernel();
    long credentials = number(task, "cred");
    List<String> ids = new ArrayList<>();
    for (String member : members) {
      Field field = kernel.field("cred", member + ".val");
      ids.add("" + (field.get(kernel.memory(), credentials) & 0xffff_ffffL));
    }
    return String.join("\t", ids);
  }

  /** "Max open files 1024 4096 files": the kernel's order is that of the numbers. */
  private static void limits(OracleRows rows, Path file, Task task) throws IOException {
    Map<String, String> recorded = new TreeMap<>();
    for (String line : Files.readAllLines(file)) {
      if (line.startsWith("Max ")) {
        String[] cells = line.substring(26).strip().split("\\s+", -1);
        recorded.put(line.substring(4, 26).strip(), cells[0] + " " + cells[1]);
      }
    }
    List<ResourceLimit> limits = ResourceLimit.of(task);
    List<String> names =
        List.of(
            "cpu time",
            "file size",
            "data size",
            "stack size",
            "core file size",
            "resident set",
            "processes",
            "open files",
            "locked memory",
            "address space",
            "file locks",
            "pending signals",
            "msgqueue size",
            "nice priority",
            "realtime priority",
            "realtime timeout");
    for (int i = 0; i < limits.size() && !recorded.isEmpty(); i++) {
      ResourceLimit limit = limits.get(i);
      rows.same(
          task.pid() + " " + names.get(i),
          recorded.get(names.get(i)),
          limit(limit.current()) + " " + limit(limit.maximum()));
    }
  }

  private static String limit(long value) {
    return value == ResourceLimit.UNLIMITED ? "unlimited" : Long.toUnsignedString(value);
  }

  private static Map<String, String> status(Path file) throws IOException {
    Map<String, String> status = new HashMap<>();
    if (Files.isReadable(file)) {
      for (String line : Files.readAllLines(file)) {
        int colon = line.indexOf(":\t");
        if (colon > 0) {
          status.put(line.substring(0, colon), line.substring(colon + 2).strip());
        }
      }
    }
    return status;
  }
}
