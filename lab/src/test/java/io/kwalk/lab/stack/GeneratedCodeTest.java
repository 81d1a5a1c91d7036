package io.kwalk.lab.stack;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.kwalk.lab.dumps.RealDump;
import io.kwalk.lab.dumps.RealDumps;
import io.kwalk.linux.Kernel;
import io.kwalk.linux.code.GeneratedCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** BPF programs and ftrace's trampolines beside what /proc/kallsyms of the guest said of them. */
@Tag("oracle")
final class GeneratedCodeTest {
  static Stream<RealDump> dumps() {
    return RealDumps.all().stream();
  }

  @ParameterizedTest
  @MethodSource("dumps")
  void isWhereAndWhatTheKernelSaid(RealDump dump) throws Exception {
    Path kallsyms = dump.oracle("p/kallsyms");
    assumeTrue(Files.isReadable(kallsyms), "skipped: no kallsyms beside " + dump);
    List<String> expected = recorded(kallsyms);
    assumeTrue(!expected.isEmpty(), "skipped: no BPF program and no trampoline in " + dump);
    try (Kernel kernel = dump.open()) {
      List<String> found = new ArrayList<>();
      for (GeneratedCode.Piece piece : GeneratedCode.of(kernel).all()) {
        found.add("%x %s".formatted(piece.range().start(), piece.name()));
        assertEquals(piece.symbol(), kernel.symbols().at(piece.range().start() + 1).orElseThrow());
      }
      // Between the record and the crash more may have been loaded (k73: bpftrace's program).
      assertTrue(found.containsAll(expected), () -> expected + "\n" + found);
    }
  }

  /** "ffffffffc00a1c2c bpf_prog_6deef7357e7b4530_sd_fw_egress", by address. */
  private static List<String> recorded(Path kallsyms) throws IOException {
    try (Stream<String> lines = Files.lines(kallsyms)) {
      return lines
          .filter(line -> line.endsWith("\t[bpf]") || line.endsWith("\t[__builtin__ftrace]"))
          .map(line -> line.substring(0, line.indexOf('\t')).replaceFirst(" . ", " "))
          .sorted()
          .toList();
    }
  }
}
