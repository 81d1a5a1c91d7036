package io.kwalk.lab.walks;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.kwalk.lab.dumps.RealDump;
import io.kwalk.lab.dumps.RealDumps;
import io.kwalk.lab.shell.ProgramRun;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Commands about tasks, the log, modules and the system, line by line against crash's answers. */
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
          "kmem -n",
          "kmem -o",
          "kmem -h",
          "kmem -g",
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
          "mount",
          "swap",
          "net",
          "net -a",
          "net -S",
          "fuser /",
          "dev",
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
          "mach -m",
          "mach -c");

  static Stream<Arguments> withTimes() {
    return asked(List.of("ps -t"));
  }

  static Stream<Arguments> same() {
    return asked(SAME);
  }

  private static Stream<Arguments> asked(List<String> commands) {
    return RealDumps.all().stream()
        .flatMap(dump -> commands.stream().map(command -> Arguments.of(dump, command)))
        .filter(pair -> reference(pair) != null);
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

  private static List<String> kwalk(RealDump dump, String command) {
    return lines(ProgramRun.of(List.of("-c", command, dump.vmcore().toString())).out());
  }

  @ParameterizedTest
  @MethodSource("same")
  void printsWhatCrashPrints(RealDump dump, String command) throws Exception {
    assertEquals(lines(String.valueOf(dump.crash(command))), kwalk(dump, command));
  }

  /**
   * Crash does not know every kernel's ticks: docs/differences.md. ClockOracleTest has the truth.
   */
  @ParameterizedTest
  @MethodSource("withTimes")
  void printsTimesAsCrashDoesButForTheTimeSinceBoot(RealDump dump, String command)
      throws Exception {
    List<String> expected = new ArrayList<>(lines(String.valueOf(dump.crash(command))));
    List<String> found = new ArrayList<>(kwalk(dump, command));
    expected.removeIf(line -> line.startsWith("RUN TIME:"));
    found.removeIf(line -> line.startsWith("RUN TIME:"));
    assertEquals(expected, found);
  }
}
