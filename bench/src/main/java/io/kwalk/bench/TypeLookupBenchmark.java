package io.kwalk.bench;

import io.kwalk.core.debuginfo.StructType;
import io.kwalk.core.debuginfo.Types;
import io.kwalk.linux.boot.KernelTypes;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Types by name: {@code byName} asks a source that is warm for a thousand of its structs, {@code
 * members} resolves a member through anonymous ones, {@code coldSource} reads the kernel's types
 * anew and asks for one. {@code bench/jmh TypeLookup}.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class TypeLookupBenchmark {
  private static final int NAMES = 1000;

  private OpenedDump dump;
  private Types types;
  private String[] names;

  @Setup
  public void choose(OpenedDump opened) {
    dump = opened;
    types = dump.kernel().imageTypes();
    names =
        types
            .named()
            .filter(type -> type instanceof StructType struct && !struct.isUnion())
            .map(type -> type.name())
            .distinct()
            .sorted()
            .limit(NAMES)
            .toArray(String[]::new);
    if (names.length != NAMES) {
      throw new IllegalStateException("only " + names.length + " structs");
    }
  }

  @Benchmark
  @OperationsPerInvocation(NAMES)
  public long byName() {
    long sum = 0;
    for (String name : names) {
      sum += types.struct(name).orElseThrow().size();
    }
    return sum;
  }

  @Benchmark
  public long members() {
    return types.struct("task_struct").orElseThrow().field("thread.sp").orElseThrow().offset();
  }

  @Benchmark
  public long coldSource() {
    return KernelTypes.ofImage(dump.kernel()).struct("task_struct").orElseThrow().size();
  }
}
