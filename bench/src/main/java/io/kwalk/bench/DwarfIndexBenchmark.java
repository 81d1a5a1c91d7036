package io.kwalk.bench;

import io.kwalk.core.debuginfo.dwarf.DwarfFile;
import io.kwalk.core.debuginfo.dwarf.DwarfTypes;
import io.kwalk.core.debuginfo.elf.ElfFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * The index of a debug file's names, made anew each time, by all processors: of the sample's
 * module, or by {@code -p debug=VMLINUX} of a whole kernel. {@code bench/jmh DwarfIndex}; its
 * rivals' time for one type, with opening: {@code bench/compare-peers --case type}.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class DwarfIndexBenchmark {
  /** A path, absolute or in the repository. */
  @Param("samples/debug/depot.ko")
  public String debug = "";

  /** A struct that the file has. */
  @Param("list_head")
  public String struct = "";

  private DwarfFile dwarf;

  @Setup
  public void open() throws IOException {
    ElfFile elf = ElfFile.open(Path.of(System.getProperty("kwalk.root", "")).resolve(debug));
    dwarf = DwarfFile.of(elf).orElseThrow();
  }

  @Benchmark
  public long index() {
    return DwarfTypes.of(dwarf).struct(struct).orElseThrow().size();
  }
}
