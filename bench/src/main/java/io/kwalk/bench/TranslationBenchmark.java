package io.kwalk.bench;

import io.kwalk.core.arch.PageTables;
import io.kwalk.core.arch.VirtualMemory;
import io.kwalk.core.memory.MemoryFault;
import io.kwalk.linux.Kernel;
import io.kwalk.linux.task.Tasks;
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
 * A kernel stack's address, which lies in vmalloc's range, to its physical one: by the page tables
 * and by the cache before them. {@code bench/jmh Translation}.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class TranslationBenchmark {
  private static final int ADDRESSES = 1024;

  private PageTables tables;
  private VirtualMemory memory;
  private long root;
  private long[] addresses;

  @Setup
  public void choose(OpenedDump dump) {
    Kernel kernel = dump.kernel();
    tables = kernel.pageTables();
    memory = kernel.memory();
    root = kernel.layout().rootTable();
    long[] stacks =
        Tasks.of(kernel).all().stream()
            .flatMapToLong(task -> task.stack().stream())
            .filter(this::isMapped)
            .toArray();
    addresses = new long[ADDRESSES];
    for (int i = 0; i < ADDRESSES; i++) {
      addresses[i] = stacks[i % stacks.length] + (i & 3) * 4096L;
    }
  }

  private boolean isMapped(long address) {
    try {
      memory.physical(address);
      return true;
    } catch (MemoryFault _) {
      return false;
    }
  }

  @Benchmark
  @OperationsPerInvocation(ADDRESSES)
  public long pageTables() {
    long sum = 0;
    for (long address : addresses) {
      sum += tables.translate(root, address, MemoryFault.Space.KERNEL);
    }
    return sum;
  }

  @Benchmark
  @OperationsPerInvocation(ADDRESSES)
  public long cached() {
    long sum = 0;
    for (long address : addresses) {
      sum += memory.physical(address);
    }
    return sum;
  }
}
