package io.kwalk.lab.debuginfo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.kwalk.lab.dumps.RealKernels;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Layouts of a module of each kernel that is at hand; {@code lab/scripts/compare-pahole} compares
 * vmlinux and more modules, which takes minutes.
 */
@Tag("oracle")
final class PaholeTest {
  private static final String MODULE = "nf_conntrack";

  @Test
  void structsOfAModuleAreLaidOutAsPaholeSees() throws Exception {
    int compared = 0;
    for (Path kernel : RealKernels.all()) {
      Optional<Path> module = RealKernels.module(kernel, MODULE);
      if (module.isPresent()) {
        PaholeComparison.Result result = compare(module.get());
        assertEquals(List.of(), result.differences(), module.get().toString());
        assertTrue(result.structs() > 500, result.structs() + " structs");
        compared++;
      }
    }
    assumeTrue(compared > 0, "skipped: no debug files of " + MODULE + " in $LAB/kernels");
  }

  private static PaholeComparison.Result compare(Path module) throws IOException {
    try {
      return PaholeComparison.compare(module);
    } catch (IOException failure) {
      assumeTrue(failure.getMessage().contains("\"pahole\""), failure.getMessage());
      assumeTrue(false, "skipped: pahole (Debian's package dwarves) is not installed");
      throw failure;
    }
  }
}
