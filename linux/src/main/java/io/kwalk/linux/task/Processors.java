package io.kwalk.linux.task;

import io.kwalk.core.debuginfo.Field;
import io.kwalk.core.memory.MemoryFault;
import io.kwalk.core.object.UnknownNameException;
import io.kwalk.linux.Kernel;
import io.kwalk.linux.cpu.PerCpu;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.ConcurrentHashMap;

/** What each processor was running: {@code struct rq}'s curr and idle (kernel/sched/sched.h). */
public final class Processors {
  private final Kernel kernel;
  private final Map<Integer, Long> current = new LinkedHashMap<>();
  private final Map<Integer, Long> idle = new LinkedHashMap<>();
  private final Map<Integer, Long> marked = new ConcurrentHashMap<>();

  private Processors(Kernel kernel) {
    this.kernel = kernel;
    try {
      read(kernel.field("rq", "curr"), kernel.field("rq", "idle"));
    } catch (UnknownNameException missing) {
      kernel.note("no runqueues: " + missing.getMessage());
    }
  }

  private void read(Field curr, Field idleTask) {
    for (int cpu = 0; cpu < count(); cpu++) {
      try {
        long rq = kernel.perCpu().address("runqueues", cpu);
        put(current, cpu, curr.get(kernel.memory(), rq));
        put(idle, cpu, idleTask.get(kernel.memory(), rq));
      } catch (MemoryFault fault) {
        kernel.note("runqueue of CPU " + cpu + ": " + fault.getMessage());
      }
    }
  }

  private static void put(Map<Integer, Long> map, int cpu, long task) {
    if (task != 0) {
      map.put(cpu, task);
    }
  }

  /** Of {@code kernel}; read once: two words a processor. */
  public static Processors of(Kernel kernel) {
    return kernel.part(Processors.class, Processors::new);
  }

  /**
   * How many processors there are to speak of, as crash counts them: up to the highest one that was
   * online.
   */
  public int count() {
    PerCpu perCpu = kernel.perCpu();
    return perCpu.online().max().orElseGet(() -> perCpu.possible().max().orElse(0)) + 1;
  }

  /** The task that {@code cpu} was running, or that {@link #mark} named. */
  public Optional<Task> current(int cpu) {
    Long task = marked.getOrDefault(cpu, current.get(cpu));
    return Optional.ofNullable(task).map(address -> new Task(kernel, address));
  }

  /**
   * From now on {@code task} is taken for the one that {@code cpu} was running, as where a damaged
   * runqueue names another. Who panicked stays as it was; the processor's registers are the task's
   * if it was running by its own word.
   */
  public void mark(int cpu, Task task) {
    marked.put(cpu, task.address());
  }

  /** The idle task of {@code cpu}. */
  public Optional<Task> idle(int cpu) {
    return Optional.ofNullable(idle.get(cpu)).map(address -> new Task(kernel, address));
  }

  /**
   * The scheduler's clock of {@code cpu} when it last looked, in nanoseconds.
   *
   * @throws MemoryFault if its runqueue cannot be read
   */
  public long clock(int cpu) {
    long rq = kernel.perCpu().address("runqueues", cpu);
    return kernel.field("rq", "clock").get(kernel.memory(), rq);
  }

  boolean isIdle(long task) {
    return idle.containsValue(task);
  }

  OptionalInt activeCpu(long task) {
    Map<Integer, Long> active = new HashMap<>(current);
    active.putAll(marked);
    return cpu(active, task);
  }

  OptionalInt runningCpu(long task) {
    OptionalInt named = cpu(current, task);
    return named.isEmpty() && saysItRan(task) ? cpu(marked, task) : named;
  }

  /** task_struct.on_cpu, which the scheduler sets before it switches to a task. */
  private boolean saysItRan(long task) {
    try {
      return marked.containsValue(task)
          && kernel.field("task_struct", "on_cpu").get(kernel.memory(), task) != 0;
    } catch (MemoryFault | UnknownNameException _) {
      return false;
    }
  }

  private static OptionalInt cpu(Map<Integer, Long> tasks, long task) {
    return tasks.entrySet().stream()
        .filter(entry -> entry.getValue() == task)
        .mapToInt(Map.Entry::getKey)
        .findFirst();
  }

  /**
   * The processor that panicked: panic_cpu (kernel/panic.c) or crashing_cpu (arch/x86/kernel). Both
   * are -1 in a kernel that did not, such as one whose memory a hypervisor dumped.
   */
  public OptionalInt panicCpu() {
    for (String symbol : new String[] {"panic_cpu", "crashing_cpu"}) {
      try {
        int cpu = kernel.memory().s32(kernel.address(symbol));
        if (cpu >= 0 && cpu < count()) {
          return OptionalInt.of(cpu);
        }
      } catch (MemoryFault | UnknownNameException _) {
        // The other one may tell.
      }
    }
    return OptionalInt.empty();
  }

  /** The task that panicked: what the panicking processor was running. */
  public Optional<Task> panicTask() {
    OptionalInt cpu = panicCpu();
    return cpu.isPresent()
        ? Optional.ofNullable(current.get(cpu.getAsInt())).map(task -> new Task(kernel, task))
        : Optional.empty();
  }
}
