package io.kwalk.lab.walks;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.kwalk.lab.dumps.OverRecords;
import io.kwalk.lab.dumps.RealDump;
import io.kwalk.lab.dumps.RealDumps;
import io.kwalk.linux.Kernel;
import io.kwalk.linux.log.KernelLog;
import io.kwalk.linux.log.LogRecord;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The log of a dump against what dmesg(1) printed in the guest and what the crash kernel saved. */
class LogOracleTest {
  static Stream<RealDump> saved() {
    return RealDumps.ofAllMachines().stream().filter(dump -> Files.isReadable(saved(dump)));
  }

  private static Path saved(RealDump dump) {
    return dump.folder().resolve("dmesg");
  }

  @OverRecords("dmesg.txt")
  void holdsEveryLineThatDmesgPrinted(RealDump dump) throws Exception {
    OracleRows rows = new OracleRows("dmesg", dump);
    Set<String> found = new HashSet<>(log(dump));
    for (String line : plain(Files.readAllLines(dump.oracle("dmesg.txt")))) {
      rows.row("line", line, "no such line", found.contains(line));
    }
    rows.check(100);
  }

  @ParameterizedTest
  @MethodSource("saved")
  void isWhatTheCrashKernelSaved(RealDump dump) throws Exception {
    assertEquals(plain(Files.readAllLines(saved(dump))), log(dump));
  }

  private static List<String> log(RealDump dump) throws Exception {
    try (Kernel kernel = dump.open()) {
      KernelLog log = KernelLog.of(kernel);
      assertEquals(List.of(), log.troubles());
      List<String> lines = new ArrayList<>();
      for (LogRecord record : log.records()) {
        assertEquals("", record.lost());
        record.lines().forEach(line -> lines.add(line.strip()));
      }
      return lines;
    }
  }

  /** Without times and callers; the programs indent a message's further lines each its own way. */
  private static List<String> plain(List<String> lines) {
    List<String> plain = new ArrayList<>();
    for (String line : lines) {
      plain.add(
          line.replaceFirst("^\\[ *\\d+\\.\\d+\\] ?", "")
              .replaceFirst("^\\[ *[TC]\\d+\\] ?", "")
              .strip());
    }
    return plain;
  }
}
