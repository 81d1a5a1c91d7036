package io.kwalk.lab.walks;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.kwalk.lab.dumps.OverDumps;
import io.kwalk.lab.dumps.RealDump;
import io.kwalk.lab.dumps.RealDumps;
import io.kwalk.lab.shell.ProgramRun;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.provider.Arguments;

/** Commands, line by line against crash's answers. */
class CrashReferenceTest {
  private static final List<String> SAME =
      List.of(
          "kmem -i",
          "kmem -s task_struct",
          "kmem -f",
          "kmem -F",
          "kmem -v",
          "kmem -V",
          "kmem -z",
          "kmem -o",
          "kmem -h",
          "kmem -g",
          "kmem -p",
          "sym -m xfs",
          "sys -t",
          "sys -i",
          "log",
          "log -m",
          "log -t",
          "ps -p",
          "ps -c",
          "ps -l",
          "ps -m",
          "ps -g",
          "ps -r",
          "ps -S",
          "ps -A",
          "ps -k",
          "ps",
          "ps -s",
          "ps -u",
          "ps -G",
          "ps -y NORMAL",
          "mod",
          "mod -t",
          "task",
          "task 1",
          "vm 1",
          "vm -p 1",
          "vm -m 1",
          "foreach vm",
          "foreach files",
          "swap",
          "net",
          "net -a",
          "net -S",
          "fuser /",
          "dev -d",
          "dev -D",
          "dev -i",
          "dev -p",
          "runq",
          "runq -t",
          "runq -T",
          "runq -m",
          "runq -g",
          "runq -c 0",
          "sig -l",
          "sig 1",
          "foreach sig",
          "irq",
          "irq -u",
          "irq -a",
          "irq -b",
          "irq -s",
          "ipcs",
          "ipcs -m",
          "ipcs -s",
          "ipcs -q",
          "search -k deadbeefdeadbeef",
          "search -c KWALK-MARKER",
          "search -p feedface",
          "pte 8000000000000063",
          "mach -m",
          "mach -c",
          "alias",
          "bpf",
          "bpf -M",
          "bt",
          "bt -T",
          "bt -a",
          "bt -c 0",
          "bt -e",
          "bt -f",
          "bt -fs",
          "bt -s",
          "bt 1",
          "btop 512000",
          "dis -r schedule",
          "eval 1g",
          "files 1",
          "foreach UN bt",
          "foreach task -R comm,pid",
          "list -o task_struct.tasks -s task_struct.comm -h init_task",
          "mount -f",
          "mount -i",
          "pte 8000000000000063",
          "ptob 512a",
          "ptov 1000",
          "rd -32 linux_banner 8",
          "rd -64 init_task 16",
          "rd -a linux_banner",
          "rd jiffies",
          "set",
          "struct -p task_struct.mm init_task",
          "struct list_head",
          "struct task_struct",
          "struct task_struct.comm,pid init_task",
          "sym init_task",
          "task -R state,comm 1",
          "tree -t xarray -r address_space.i_pages init_task",
          "waitq init_task",
          "whatis init_task",
          "whatis vfs_read");

  /** What becomes of crash's answers where they are wrong: docs/differences.md has the reasons. */
  private static final Map<String, UnaryOperator<String>> CORRECTED =
      Map.of(
          "kmem -n", text -> text.replace(" UNKNOWN ", " ONLINE "),
          "kmem -S dentry", text -> text.replace("FULL:\n(empty)", "FULL:\n(not tracked)"),
          "rd -s init_task 32", text -> text.replace("__begin_sched_classes", "idle_sched_class"),
          "dis -x vfs_read 10",
              text -> text.replaceFirst("(nopl 0x0\\(%rax,%rax,1\\))\n", "$1 [FTRACE NOP]\n"));

  /** Answers that count what was printed before. */
  private static final List<String> NUMBERED =
      List.of("p init_task.comm", "p jiffies", "px jiffies", "p runqueues");

  private static final List<String> TRACES = List.of("foreach bt", "foreach bt -s");

  /** The registers of interrupted code of the kernel. */
  private static final Pattern INTERRUPTED =
      Pattern.compile(
          "\\[exception RIP: (?<place>\\S+)]\n"
              + "(?<registers>RIP: (?<rip>\\w+) RSP: .*\n(?:R.*\n)+ORIG_RAX: \\w+ CS: 0010 .*\n)");

  static Stream<Arguments> traces() {
    return asked(TRACES);
  }

  static Stream<Arguments> corrected() {
    return asked(CORRECTED.keySet());
  }

  static Stream<Arguments> numbered() {
    return asked(NUMBERED);
  }

  static Stream<Arguments> withTimes() {
    return asked(List.of("ps -t"));
  }

  static Stream<Arguments> mounts() {
    return asked(List.of("mount"));
  }

  static Stream<Arguments> devices() {
    return asked(List.of("dev"));
  }

  static Stream<Arguments> same() {
    return asked(SAME);
  }

  private static Stream<Arguments> asked(Collection<String> commands) {
    return RealDumps.all().stream()
        .flatMap(dump -> commands.stream().map(command -> Arguments.of(dump, command)))
        .filter(pair -> isAnswer(reference(pair)));
  }

  /** Not what ends at a pointer that is none: some references ask of a struct what it is not. */
  private static boolean isAnswer(@Nullable String text) {
    return text != null && !lines(text).isEmpty() && !text.contains(": invalid kernel virtual");
  }

  private static @Nullable String reference(Arguments pair) {
    try {
      return ((RealDump) pair.get()[0]).crash((String) pair.get()[1]);
    } catch (IOException _) {
      return null;
    }
  }

  private static List<String> lines(String text) {
    return text.lines()
        .map(line -> line.strip().replaceAll("\\s+", " "))
        .filter(line -> !line.isEmpty())
        .toList();
  }

  /** All answers of a dump, out of one run of the program: opening it costs more than most. */
  private static final Map<String, Map<String, String>> ANSWERS = new ConcurrentHashMap<>();

  private static Map<String, String> answers(RealDump dump) {
    List<String> commands = new ArrayList<>(SAME);
    commands.addAll(List.of("ps -t", "mount", "dev"));
    commands.addAll(CORRECTED.keySet());
    commands.addAll(NUMBERED);
    commands.addAll(TRACES);
    // What cannot be done is said beside the answers.
    StringBuilder input = new StringBuilder("set error " + folder.resolve("messages") + "\n");
    for (int i = 0; i < commands.size(); i++) {
      input
          .append(commands.get(i))
          .append(" > ")
          .append(folder.resolve(dump + "-" + i))
          .append('\n');
    }
    ProgramRun.of(List.of("-s", "--no_kwalkrc", dump.vmcore().toString()), input.toString());
    Map<String, String> answers = new HashMap<>();
    for (int i = 0; i < commands.size(); i++) {
      try {
        answers.put(commands.get(i), Files.readString(folder.resolve(dump + "-" + i)));
      } catch (IOException unwritten) {
        throw new UncheckedIOException(unwritten);
      }
    }
    return answers;
  }

  @TempDir private static Path folder;

  private static List<String> kwalk(RealDump dump, String command) {
    Map<String, String> all = ANSWERS.computeIfAbsent(dump.toString(), _ -> answers(dump));
    return lines(String.valueOf(all.get(command)));
  }

  @OverDumps("same")
  void printsWhatCrashPrints(RealDump dump, String command) throws Exception {
    assertEquals(lines(String.valueOf(dump.crash(command))), kwalk(dump, command));
  }

  @OverDumps("corrected")
  void printsWhatCrashPrintsButForWhatIsWrongThere(RealDump dump, String command) throws Exception {
    String crash = String.join("\n", lines(String.valueOf(dump.crash(command)))) + "\n";
    UnaryOperator<String> correction = Objects.requireNonNull(CORRECTED.get(command));
    assertEquals(lines(correction.apply(crash)), kwalk(dump, command));
  }

  @OverDumps("numbered")
  void printsValuesAsCrashDoesButForTheirNumbers(RealDump dump, String command) throws Exception {
    String number = "\\$[0-9]+ =";
    List<String> expected = lines(String.valueOf(dump.crash(command)).replaceAll(number, "N"));
    String found = String.join("\n", kwalk(dump, command));
    assertEquals(expected, lines(found.replaceAll(number, "N")));
  }

  /**
   * Where a task was preempted by an interrupt crash has a frame without registers:
   * docs/differences.md. All other registers are the same.
   */
  @OverDumps("traces")
  void printsTracesAsCrashDoesButForRegistersThatItMisses(RealDump dump, String command)
      throws Exception {
    String expected = String.join("\n", lines(String.valueOf(dump.crash(command)))) + "\n";
    String found = String.join("\n", kwalk(dump, command)) + "\n";
    for (MatchResult one : INTERRUPTED.matcher(found).results().toList()) {
      if (expected.contains(one.group("registers"))) {
        continue;
      }
      String function = one.group("place").replaceFirst("\\+\\d+$", "");
      String at = " at " + one.group("rip") + "\n";
      String theirs = "(#\\d+ )?\\[\\w+] " + Pattern.quote(function) + "(\\+\\d+)?" + at;
      // The frames behind it have other numbers, then.
      found = found.replace(one.group(), function + at).replaceAll("#\\d+ ", "");
      expected = expected.replaceFirst(theirs, function + at).replaceAll("#\\d+ ", "");
    }
    assertEquals(expected, found);
  }

  /**
   * Crash does not know every kernel's ticks: docs/differences.md. ClockOracleTest has the truth.
   */
  @OverDumps("withTimes")
  void printsTimesAsCrashDoesButForTheTimeSinceBoot(RealDump dump, String command)
      throws Exception {
    List<String> expected = new ArrayList<>(lines(String.valueOf(dump.crash(command))));
    List<String> found = new ArrayList<>(kwalk(dump, command));
    expected.removeIf(line -> line.startsWith("RUN TIME:"));
    found.removeIf(line -> line.startsWith("RUN TIME:"));
    assertEquals(expected, found);
  }

  /** Crash prints none where the kernel asks the file system: docs/differences.md. */
  @OverDumps("mounts")
  void printsMountsAsCrashDoesButForDevicesThatItDoesNotKnow(RealDump dump, String command)
      throws Exception {
    Map<String, String> devices = new HashMap<>();
    for (String[] words : OracleRows.words(dump, "p/mounts")) {
      devices.put(words[2] + " none " + words[1], words[2] + " " + words[0] + " " + words[1]);
    }
    List<String> expected = new ArrayList<>();
    for (String line : lines(String.valueOf(dump.crash(command)))) {
      String[] words = line.split(" ", 3);
      expected.add(words[0] + " " + words[1] + " " + devices.getOrDefault(words[2], words[2]));
    }
    assertEquals(expected, kwalk(dump, command));
  }

  /** What crash orders by bucket, and a drive that is not there: docs/differences.md. */
  @OverDumps("devices")
  void printsDevicesAsCrashDoesByNumberAndWithDisksThatAreThere(RealDump dump, String command)
      throws Exception {
    List<String> expected = new ArrayList<>(lines(String.valueOf(dump.crash(command))));
    int blocks = expected.indexOf("BLKDEV NAME GENDISK OPERATIONS");
    expected
        .subList(1, blocks)
        .sort(Comparator.comparingInt(line -> Integer.parseInt(line.split(" ", 2)[0])));
    List<String[]> disks =
        lines(String.valueOf(dump.crash("dev -d"))).stream()
            .map(line -> line.split(" ", 3))
            .toList();
    for (String[] disk : disks) {
      List<String> ofMajor =
          disks.stream().filter(each -> each[0].equals(disk[0])).map(each -> each[1]).toList();
      expected
          .subList(blocks, expected.size())
          .replaceAll(line -> {
            String[] words = line.split(" ", 4);
            return words[0].equals(disk[0]) && !ofMajor.contains(words[2])
                ? line.replace(words[2], disk[1])
                : line;
          });
    }
    assertEquals(expected, kwalk(dump, command));
  }
}
