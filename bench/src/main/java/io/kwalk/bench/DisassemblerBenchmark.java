package io.kwalk.bench;

import io.kwalk.core.arch.arm64.Arm64Architecture;
import io.kwalk.core.arch.code.AddressFormat;
import io.kwalk.core.arch.code.Disassembler;
import io.kwalk.core.arch.code.Instruction;
import io.kwalk.core.arch.x86_64.X86Architecture;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * A megabyte of a kernel's text decoded, and decoded and printed: {@code bench/jmh Disassembler -p
 * vmlinux=FILE}, of x86-64 or arm64. The rows {@code :instructions} are instructions a second;
 * behind each iteration are those a second of processor time, on a machine that does other things
 * too. Its rival: {@code time objdump -d --no-show-raw-insn FILE}.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class DisassemblerBenchmark {
  private static final int EM_AARCH64 = 183;

  /** In Debian's kernels the first section is .text, behind some of .head.text. */
  private static final int OFFSET = 0x20_0000;

  private static final int BYTES = 1 << 20;

  @Param("vmlinux")
  public String vmlinux = "";

  private byte[] code = new byte[0];
  private Disassembler disassembler = X86Architecture.X86_64.disassemblers().get();
  private final StringBuilder out = new StringBuilder();

  /** What JMH counts beside the runs. */
  @AuxCounters
  @State(Scope.Thread)
  public static class Counted {
    public long instructions;

    private long since;

    @Setup(Level.Iteration)
    public void start() {
      since = processorTime();
    }

    @TearDown(Level.Iteration)
    public void report() {
      double seconds = (processorTime() - since) / 1e9;
      System.out.printf("%,.0f a second of processor time, ", instructions / seconds);
    }

    private static long processorTime() {
      return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }
  }

  @Setup
  public void read() throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(OFFSET + BYTES).order(ByteOrder.LITTLE_ENDIAN);
    try (FileChannel file = FileChannel.open(Path.of(vmlinux))) {
      while (buffer.hasRemaining() && file.read(buffer) >= 0) {
        // More to come.
      }
    }
    code = new byte[BYTES];
    buffer.get(OFFSET, code);
    if (buffer.getShort(18) == EM_AARCH64) {
      disassembler = Arm64Architecture.ARM64.disassemblers().get();
    }
  }

  @Benchmark
  public long decode(Counted counted) {
    return run(counted, false);
  }

  @Benchmark
  public long decodeAndFormat(Counted counted) {
    return run(counted, true);
  }

  private long run(Counted counted, boolean format) {
    long length = 0;
    int at = 0;
    while (at < code.length) {
      Instruction instruction = disassembler.decode(code, at, code.length, at);
      if (format) {
        out.setLength(0);
        instruction.append(out, AddressFormat.HEXADECIMAL);
        length += out.length();
      }
      at += instruction.length();
      counted.instructions++;
    }
    return length;
  }
}
