package io.kwalk.lab.lines;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.kwalk.core.debuginfo.elf.ElfFile;
import io.kwalk.lab.dumps.RealDumps;
import io.kwalk.lab.dumps.RealKernels;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Lines and inlined functions of a few addresses; {@code lab/scripts/compare-addr2line} compares
 * more.
 */
@Tag("oracle")
final class LinesComparisonTest {
  private static final int COUNT = 2000;
  private static final String MODULE = "nf_conntrack";

  @Test
  void linesOfTheSamplesModuleAreThoseOfAddr2line() throws Exception {
    assertAlike(RealDumps.repository().resolve("samples/debug/depot.ko"));
  }

  @Test
  void linesOfAModuleOfEachKernelAreThoseOfAddr2line() throws Exception {
    int compared = 0;
    for (Path kernel : RealKernels.all()) {
      Optional<Path> module = RealKernels.module(kernel, MODULE);
      if (module.isPresent() && isOfThisMachine(module.get())) {
        assertAlike(module.get());
        compared++;
      }
    }
    assumeTrue(compared > 0, "skipped: no debug files of " + MODULE + " in $LAB/kernels");
  }

  /** Distributions' binutils know the relocations of their own machine only. */
  private static boolean isOfThisMachine(Path file) throws IOException {
    int machine = System.getProperty("os.arch").equals("aarch64") ? 183 : 62;
    return ElfFile.open(file).machine() == machine;
  }

  private static void assertAlike(Path file) throws IOException {
    LinesComparison.Result result = compare(file);
    assertEquals(COUNT, result.compared());
    assertTrue(result.likeBinutils() > COUNT / 2, result.toString());
    assertEquals(List.of(), result.differences(), file.toString());
  }

  private static LinesComparison.Result compare(Path file) throws IOException {
    try {
      return LinesComparison.compare(file, COUNT, 1);
    } catch (IOException failure) {
      assumeTrue(String.valueOf(failure.getMessage()).contains("addr2line\""), failure.toString());
      assumeTrue(
          false,
          "skipped: addr2line or llvm-addr2line (Debian's packages binutils, llvm) is missing");
      throw failure;
    }
  }
}
