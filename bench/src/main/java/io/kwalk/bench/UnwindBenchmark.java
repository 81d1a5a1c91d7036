package io.kwalk.bench;

import io.kwalk.core.memory.MemoryFault;
import io.kwalk.linux.Kernel;
import io.kwalk.linux.stack.TaskTraces;
import io.kwalk.linux.task.Task;
import io.kwalk.linux.task.Tasks;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * The stacks of all tasks, once: addresses and symbols, no text. {@code bench/jmh Unwind}; its
 * rivals' time for the same, with printing: {@code bench/compare-peers --case foreach}.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class UnwindBenchmark {
  private TaskTraces traces;
  private List<Task> tasks;

  @Setup
  public void gather(OpenedDump dump) {
    Kernel kernel = dump.kernel();
    traces = TaskTraces.of(kernel);
    tasks = Tasks.of(kernel).all();
  }

  @Benchmark
  public long allTasks() {
    long frames = 0;
    for (Task task : tasks) {
      frames += frames(task);
    }
    return frames;
  }

  private int frames(Task task) {
    try {
      return traces.trace(task).frames().size();
    } catch (MemoryFault _) {
      return 0;
    }
  }
}
