package io.kwalk.bench;

import io.kwalk.core.image.PageState;
import io.kwalk.core.image.PhysicalMemory;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
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
 * A word of a physical page: of few pages, which stay decompressed, and of all pages in random
 * order, as far as the cache holds them. {@code bench/jmh PageLookup}.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class PageLookupBenchmark {
  private static final int READS = 1024;
  private static final int FEW = 16;

  private PhysicalMemory memory;
  private long[] all;
  private long[] few;

  @Setup
  public void choose(OpenedDump dump) {
    memory = dump.kernel().physical();
    long[] present = present();
    Random random = new Random(1);
    all = random.ints(READS, 0, present.length).mapToLong(i -> present[i]).toArray();
    few = random.ints(READS, 0, FEW).mapToLong(i -> all[i]).toArray();
  }

  private long[] present() {
    return memory.ranges().stream()
        .flatMapToLong(PageLookupBenchmark::pages)
        .filter(address -> memory.state(address) == PageState.PRESENT)
        .toArray();
  }

  private static LongStream pages(PhysicalMemory.Range range) {
    return LongStream.iterate(
        range.start(), address -> address < range.end(), address -> address + 4096);
  }

  @Benchmark
  @OperationsPerInvocation(READS)
  public long fewPages() {
    return sum(few);
  }

  @Benchmark
  @OperationsPerInvocation(READS)
  public long allPages() {
    return sum(all);
  }

  private long sum(long[] addresses) {
    long sum = 0;
    for (long address : addresses) {
      sum += memory.u64(address);
    }
    return sum;
  }
}
