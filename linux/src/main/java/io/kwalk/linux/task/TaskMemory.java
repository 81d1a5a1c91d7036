package io.kwalk.linux.task;

import io.kwalk.core.debuginfo.Field;
import io.kwalk.core.memory.Memory;
import io.kwalk.core.memory.MemoryFault;
import io.kwalk.linux.Kernel;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * How much memory a process maps and has resident; all threads of it give the same.
 *
 * @param totalVm pages of its mappings (mm_struct.total_vm)
 * @param rss resident pages of files, anonymous and shared memory. Each of the three counters of
 *     the mm is read as the kernel reads it (get_mm_counter, include/linux/mm.h): below zero it is
 *     zero. Before 6.2 what the threads have not yet added is counted on top, so that the sum is
 *     too large where a thread still holds what a counter has already given away
 */
public record TaskMemory(long totalVm, long rss) {
  /** Of a kernel thread and of a task that has exited. */
  public static final TaskMemory NONE = new TaskMemory(0, 0);

  /**
   * Reads it.
   *
   * @throws MemoryFault if the mm_struct cannot be read
   */
  public static TaskMemory of(Task task) {
    OptionalLong mm = task.mm();
    if (mm.isEmpty()) {
      return NONE;
    }
    Kernel kernel = task.kernel();
    Layout layout = kernel.part(Layout.class, Layout::new);
    long pages = 0;
    for (String counter : Layout.RESIDENT) {
      pages += layout.count(mm.getAsLong(), counter);
    }
    pages += kernel.part(ThreadDeltas.class, ThreadDeltas::new).of(task);
    return new TaskMemory(layout.totalVm.get(kernel.memory(), mm.getAsLong()), Math.max(0, pages));
  }

  /** Members of mm_struct. */
  private static final class Layout {
    static final String[] RESIDENT = {"MM_FILEPAGES", "MM_ANONPAGES", "MM_SHMEMPAGES"};

    private final Kernel kernel;
    final Field totalVm;

    /** A percpu_counter each since 6.2 (f1a7941243c1), before an atomic_long_t each. */
    private final Map<String, Field> counts = new HashMap<>();

    private final Map<String, Field> perCpu = new HashMap<>();

    Layout(Kernel kernel) {
      this.kernel = kernel;
      totalVm = kernel.field("mm_struct", "total_vm");
      for (String counter : RESIDENT) {
        long index = kernel.imageTypes().enumerator(counter).orElse(-1);
        if (index >= 0) {
          String one = "rss_stat[" + index + "]";
          counts.put(
              counter,
              kernel.field("mm_struct", one + ".count", "rss_stat.count[" + index + "].counter"));
          kernel
              .findField("mm_struct", one + ".counters")
              .ifPresent(field -> perCpu.put(counter, field));
        }
      }
    }

    long count(long mm, String counter) {
      Field field = counts.get(counter);
      if (field == null) {
        return 0;
      }
      Memory memory = kernel.memory();
      Field counters = perCpu.get(counter);
      long shares = counters == null ? 0 : sum(counters.get(memory, mm));
      return Math.max(0, field.get(memory, mm) + shares);
    }

    /** The processors' s32 shares of a percpu_counter; one that cannot be read counts nothing. */
    private long sum(long counters) {
      if (counters == 0) {
        return 0;
      }
      return kernel
          .perCpu()
          .possible()
          .mapToLong(cpu -> {
            try {
              return kernel.memory().s32(counters + kernel.perCpu().offset(cpu));
            } catch (MemoryFault _) {
              return 0;
            }
          })
          .sum();
    }
  }

  /**
   * What each process's threads have counted but not yet added to the mm (task_struct.rss_stat,
   * SPLIT_RSS_COUNTING, gone in 6.2); gathered over all tasks once.
   */
  private static final class ThreadDeltas {
    private final Map<Integer, Long> byProcess = new HashMap<>();

    ThreadDeltas(Kernel kernel) {
      for (String counter : Layout.RESIDENT) {
        long index = kernel.imageTypes().enumerator(counter).orElse(-1);
        Optional<Field> field = kernel.findField("task_struct", "rss_stat.count[" + index + "]");
        if (index >= 0 && field.isPresent()) {
          add(kernel, field.get());
        }
      }
    }

    private void add(Kernel kernel, Field field) {
      for (Task task : Tasks.of(kernel).all()) {
        try {
          long delta = field.get(kernel.memory(), task.address());
          if (delta != 0) {
            byProcess.merge(task.tgid(), delta, Long::sum);
          }
        } catch (MemoryFault _) {
          // A thread that cannot be read has no share.
        }
      }
    }

    long of(Task task) {
      return byProcess.getOrDefault(task.tgid(), 0L);
    }
  }
}
