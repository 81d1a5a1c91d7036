package io.kwalk.bench;

import io.kwalk.core.debuginfo.Symbol;
import io.kwalk.core.debuginfo.Symbols;
import io.kwalk.linux.boot.KernelSymbols;
import java.util.List;
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
 * Symbols by name and by address, ten thousand of them, and {@code coldSource}: the kernel's tables
 * opened anew for one name. {@code bench/jmh SymbolLookup}.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class SymbolLookupBenchmark {
  private static final int SYMBOLS = 10_000;

  private OpenedDump dump;
  private Symbols symbols;
  private String[] names;
  private long[] addresses;

  @Setup
  public void choose(OpenedDump opened) {
    dump = opened;
    symbols = dump.kernel().imageSymbols();
    List<Symbol> text = symbols.all().filter(Symbol::isText).toList();
    names = new String[SYMBOLS];
    addresses = new long[SYMBOLS];
    for (int i = 0; i < SYMBOLS; i++) {
      // Far apart from one to the next, as lookups of a person or of a stack are.
      Symbol symbol = text.get((int) (i * 7919L % text.size()));
      names[i] = symbol.name();
      addresses[i] = symbol.address() + 1;
    }
  }

  @Benchmark
  @OperationsPerInvocation(SYMBOLS)
  public long byName() {
    long sum = 0;
    for (String name : names) {
      sum += symbols.find(name).orElseThrow().address();
    }
    return sum;
  }

  @Benchmark
  @OperationsPerInvocation(SYMBOLS)
  public long byAddress() {
    long sum = 0;
    for (long address : addresses) {
      sum += symbols.at(address).orElseThrow().address();
    }
    return sum;
  }

  @Benchmark
  public long coldSource() {
    return KernelSymbols.ofImage(dump.kernel()).find("init_task").orElseThrow().address();
  }
}
