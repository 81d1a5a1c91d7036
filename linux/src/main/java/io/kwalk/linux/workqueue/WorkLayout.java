package io.kwalk.linux.workqueue;

import io.kwalk.core.debuginfo.Field;
import io.kwalk.core.debuginfo.Symbol;
import io.kwalk.core.memory.Memory;
import io.kwalk.core.memory.MemoryFault;
import io.kwalk.linux.Kernel;
import io.kwalk.linux.task.Task;
import io.kwalk.linux.task.Tasks;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** Members of struct work_struct, and names of the flags of what belongs to work queues. */
final class WorkLayout {
  static final List<String> POOL_FLAGS =
      List.of("POOL_BH", "POOL_MANAGER_ACTIVE", "POOL_DISASSOCIATED", "POOL_BH_DRAINING");
  static final List<String> WORKER_FLAGS =
      List.of(
          "WORKER_DIE",
          "WORKER_IDLE",
          "WORKER_PREP",
          "WORKER_CPU_INTENSIVE",
          "WORKER_UNBOUND",
          "WORKER_REBOUND");
  static final List<String> QUEUE_FLAGS =
      List.of(
          "WQ_BH",
          "WQ_UNBOUND",
          "WQ_FREEZABLE",
          "WQ_MEM_RECLAIM",
          "WQ_HIGHPRI",
          "WQ_CPU_INTENSIVE",
          "WQ_SYSFS",
          "WQ_POWER_EFFICIENT",
          "WQ_PERCPU",
          "__WQ_DESTROYING",
          "__WQ_DRAINING",
          "__WQ_ORDERED",
          "__WQ_LEGACY",
          "__WQ_ORDERED_EXPLICIT",
          "__WQ_DEPRECATED");

  private static final long HAS_PWQ = 4; // WORK_STRUCT_PWQ

  private final Kernel kernel;
  private final Memory memory;
  private final Field data;
  private final Field entry;
  private final Field function;
  private final long pwqMask;
  private final long barrier;
  private final Optional<Field> barrierTask;

  WorkLayout(Kernel kernel) {
    this.kernel = kernel;
    memory = kernel.memory();
    data = kernel.field("work_struct", "data.counter");
    entry = kernel.field("work_struct", "entry");
    function = kernel.field("work_struct", "func");
    // Flags and a colour are below the pointer: the latter's name since 6.9.
    OptionalLong shift = kernel.imageTypes().enumerator("WORK_STRUCT_PWQ_SHIFT");
    pwqMask =
        -1L
            << shift.orElseGet(
                () -> kernel.imageTypes().enumerator("WORK_STRUCT_FLAG_BITS").orElse(8));
    barrier = kernel.imageSymbols().find("wq_barrier_func").map(Symbol::address).orElse(0L);
    barrierTask = kernel.findField("wq_barrier", "task");
  }

  long entryOffset() {
    return entry.offset();
  }

  /**
   * The work at {@code address}.
   *
   * @throws MemoryFault if it cannot be read
   */
  Work read(long address) {
    long bits = data.get(memory, address);
    long called = function.get(memory, address);
    Optional<Task> waiter =
        called == barrier && barrier != 0 && barrierTask.isPresent()
            ? Tasks.of(kernel).at(barrierTask.get().get(memory, address))
            : Optional.empty();
    return new Work(address, called, (bits & HAS_PWQ) != 0 ? bits & pwqMask : 0, waiter);
  }

  /** The names of the flags that are set; those that this kernel does not define are left out. */
  List<String> names(String prefix, long bits, List<String> flags) {
    List<String> names = new ArrayList<>();
    for (String flag : flags) {
      OptionalLong value = kernel.imageTypes().enumerator(flag);
      if (value.isPresent() && (bits & value.getAsLong()) != 0) {
        names.add(flag.startsWith(prefix) ? flag.substring(prefix.length()) : flag);
      }
    }
    return names;
  }
}
