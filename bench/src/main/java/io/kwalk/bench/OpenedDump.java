package io.kwalk.bench;

import io.kwalk.core.image.DumpImages;
import io.kwalk.core.image.ImageOptions;
import io.kwalk.linux.Kernel;
import io.kwalk.linux.KernelNotFoundException;
import io.kwalk.linux.debuginfo.DebugInfoSources;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * A kernel that was opened once, for all benchmarks of a run: the sample's, or by {@code -p
 * dump=FILE -p vmlinux=FILE} another's.
 */
@State(Scope.Benchmark)
public class OpenedDump {
  /** A path, absolute or in the repository. */
  @Param("samples/vmcore")
  public String dump = "";

  /** Likewise; none without it. */
  @Param("")
  public String vmlinux = "";

  private Kernel kernel;

  @Setup(Level.Trial)
  public void open() throws IOException, KernelNotFoundException {
    DebugInfoSources sources =
        vmlinux.isEmpty() ? DebugInfoSources.NONE : DebugInfoSources.of(inRepository(vmlinux));
    kernel =
        Kernel.open(
            DumpImages.open(List.of(inRepository(dump).toString()), ImageOptions.DEFAULT), sources);
  }

  @TearDown(Level.Trial)
  public void close() throws IOException {
    kernel.close();
  }

  private static Path inRepository(String path) {
    return Path.of(System.getProperty("kwalk.root", "")).resolve(path);
  }

  Kernel kernel() {
    return kernel;
  }
}
