package io.kwalk.lab.walks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.kwalk.lab.dumps.RealDump;
import io.kwalk.lab.dumps.RealDumps;
import io.kwalk.linux.Kernel;
import io.kwalk.linux.bpf.BpfMap;
import io.kwalk.linux.bpf.BpfObjects;
import io.kwalk.linux.bpf.BpfProgram;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** BPF programs beside what /proc/kallsyms of the guest said of their machine code. */
@Tag("oracle")
final class BpfOracleTest {
  static Stream<RealDump> dumps() {
    return RealDumps.all().stream();
  }

  @ParameterizedTest
  @MethodSource("dumps")
  void programsAreThoseOfKallsyms(RealDump dump) throws Exception {
    Path kallsyms = dump.oracle("p/kallsyms");
    assumeTrue(Files.isReadable(kallsyms), "skipped: no kallsyms beside " + dump);
    List<String> recorded;
    try (Stream<String> lines = Files.lines(kallsyms)) {
      recorded =
          lines
              .filter(line -> line.contains(" bpf_prog_") && line.endsWith("\t[bpf]"))
              .map(line -> line.substring(0, line.indexOf('\t')).replaceFirst(" . ", " "))
              .toList();
    }
    assumeTrue(!recorded.isEmpty(), "skipped: no BPF program in " + dump);
    try (Kernel kernel = dump.open()) {
      List<String> troubles = new ArrayList<>();
      List<String> found = new ArrayList<>();
      for (BpfProgram program : BpfObjects.programs(kernel, troubles)) {
        program.machineCode().stream()
            .map(code -> "%x %s".formatted(code.range().start(), code.name()))
            .forEach(found::add);
        String expected = "bpf_prog_" + program.tag() + "_";
        assertTrue(program.symbol().startsWith(expected), () -> program.symbol() + " " + expected);
        assertEquals(
            program.translatedBytes(),
            program.instructions().stream().mapToLong(i -> i.length()).sum());
      }
      assertEquals(List.of(), troubles);
      // Between the record and the crash more may have been loaded (k73: bpftrace's program).
      assertTrue(found.containsAll(recorded), () -> recorded + "\n" + found);
    }
  }

  /** A dump of an old makedumpfile lacks pages of the table (k612old): that is said. */
  @ParameterizedTest
  @MethodSource("allDumps")
  void mapsThatProgramsNameAreInTheTable(RealDump dump) throws Exception {
    try (Kernel kernel = dump.open()) {
      List<String> troubles = new ArrayList<>();
      List<Long> maps = BpfObjects.maps(kernel, troubles).stream().map(BpfMap::id).toList();
      List<BpfProgram> programs = BpfObjects.programs(kernel, troubles);
      if (RealDumps.withoutSlabs().contains(dump)) {
        assertTrue(!troubles.isEmpty(), "what is missing is told");
        for (String trouble : troubles) {
          assertTrue(trouble.endsWith("page excluded by the dump filter"), trouble);
        }
        return;
      }
      for (BpfProgram program : programs) {
        assertTrue(maps.containsAll(program.mapIds()), () -> maps + " " + program.mapIds());
      }
      assertEquals(List.of(), troubles);
    }
  }

  static Stream<RealDump> allDumps() {
    return Stream.concat(dumps(), RealDumps.withoutSlabs().stream());
  }
}
