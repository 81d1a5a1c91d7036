package io.kwalk.linux.workqueue;

import io.kwalk.core.debuginfo.Field;
import io.kwalk.core.debuginfo.PointerType;
import io.kwalk.core.memory.Memory;
import io.kwalk.core.memory.MemoryFault;
import io.kwalk.core.object.UnknownNameException;
import io.kwalk.linux.Kernel;
import io.kwalk.linux.cpu.CpuMask;
import io.kwalk.linux.structures.ListHead;
import io.kwalk.linux.structures.ListWalk;
import io.kwalk.linux.structures.XArray;
import io.kwalk.linux.task.Task;
import io.kwalk.linux.task.Tasks;
import io.kwalk.linux.time.TimerWheels;
import io.kwalk.linux.time.WheelBase;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Collectors;

/**
 * The work queues of a kernel and the pools that serve them (kernel/workqueue.c of 5.10 to 7.3). A
 * walk costs some words a queue, pool, worker and work; what cannot be read is left out and told.
 */
public final class Workqueues {
  /** Above any number of pools, queues, workers. */
  private static final int MAX_NAME = 32;

  private final Kernel kernel;
  private final Memory memory;
  private final WorkLayout works;
  private final List<String> troubles = new ArrayList<>();

  private Workqueues(Kernel kernel) {
    this.kernel = kernel;
    memory = kernel.memory();
    works = new WorkLayout(kernel);
  }

  /**
   * A walk over {@code kernel}.
   *
   * @throws UnknownNameException if it has no such types or symbols
   */
  public static Workqueues of(Kernel kernel) {
    return new Workqueues(kernel);
  }

  /** What could not be read so far, in words. */
  public List<String> troubles() {
    return List.copyOf(troubles);
  }

  /** All pools by their numbers: those of the processors and those of unbound queues. */
  public List<WorkerPool> pools() {
    List<WorkerPool> pools = new ArrayList<>();
    long idr = kernel.field("idr", "idr_rt").addressIn(kernel.address("worker_pool_idr"));
    troubles.addAll(
        XArray.of(kernel)
            .visit(
                idr,
                (_, address) -> {
                  if ((address & 3) == 0) {
                    guarded("worker_pool", address, () -> pools.add(pool(address)));
                  }
                }));
    return pools;
  }

  private void guarded(String what, long address, Runnable read) {
    try {
      read.run();
    } catch (MemoryFault fault) {
      troubles.add(what + " " + Long.toHexString(address) + ": " + fault.getMessage());
    }
  }

  private long get(String struct, long address, String... members) {
    return kernel.field(struct, members).get(memory, address);
  }

  private List<Long> nodes(String what, long head) {
    ListWalk walk = ListHead.walk(memory, head);
    walk.trouble().ifPresent(trouble -> troubles.add(what + ": " + trouble));
    List<Long> nodes = new ArrayList<>();
    for (long node : walk.nodes()) {
      nodes.add(node);
    }
    return nodes;
  }

  private long head(String struct, long address, String... members) {
    return kernel.field(struct, members).addressIn(address);
  }

  private WorkerPool pool(long address) {
    long flags = get("worker_pool", address, "flags");
    long attributes = get("worker_pool", address, "attrs");
    List<Worker> workers = new ArrayList<>();
    long link = kernel.field("worker", "node").offset();
    for (long node : nodes("workers", head("worker_pool", address, "workers"))) {
      guarded("worker", node - link, () -> workers.add(worker(node - link)));
    }
    Optional<Field> progress = kernel.findField("worker_pool", "watchdog_ts", "last_progress_ts");
    return new WorkerPool(
        address,
        (int) get("worker_pool", address, "id"),
        (int) get("worker_pool", address, "cpu"),
        (int) get("worker_pool", address, "node"),
        attributes == 0 ? "" : cpus(attributes),
        flags,
        works.names("POOL_", flags, WorkLayout.POOL_FLAGS),
        attributes == 0 ? 0 : (int) get("workqueue_attrs", attributes, "nice"),
        (int) get("worker_pool", address, "nr_workers"),
        (int) get("worker_pool", address, "nr_idle"),
        (int) get("worker_pool", address, "nr_running.counter", "nr_running"),
        progress.isPresent()
            ? OptionalLong.of(progress.get().get(memory, address))
            : OptionalLong.empty(),
        get("worker_pool", address, "manager"),
        workers,
        list(head("worker_pool", address, "worklist")));
  }

  /** "0-1,3": an array, or a pointer to one with CONFIG_CPUMASK_OFFSTACK. */
  private String cpus(long attributes) {
    Field mask = kernel.field("workqueue_attrs", "cpumask");
    boolean pointer = mask.type().strip() instanceof PointerType;
    long at = pointer ? mask.get(memory, attributes) : mask.addressIn(attributes);
    List<Integer> cpus = CpuMask.read(memory, at, maskBits()).stream().boxed().toList();
    List<String> ranges = new ArrayList<>();
    for (int i = 0; i < cpus.size(); i++) {
      int first = i;
      while (i + 1 < cpus.size() && cpus.get(i + 1) == cpus.get(i) + 1) {
        i++;
      }
      ranges.add(cpus.get(first) + (i > first ? "-" + cpus.get(i) : ""));
    }
    return String.join(",", ranges);
  }

  /** As many as the kernel may have: masks off the stack are shorter than struct cpumask. */
  private int maskBits() {
    int highest = kernel.perCpu().possible().max().orElse(0);
    return (highest / 64 + 1) * 64;
  }

  private Worker worker(long address) {
    long task = get("worker", address, "task");
    long flags = get("worker", address, "flags");
    Optional<Field> started = kernel.findField("worker", "current_start");
    Field description = kernel.field("worker", "desc");
    long work = get("worker", address, "current_work");
    return new Worker(
        address,
        (int) get("worker", address, "id"),
        works.names("WORKER_", flags, WorkLayout.WORKER_FLAGS),
        Tasks.of(kernel).at(task),
        work,
        get("worker", address, "current_func"),
        get("worker", address, "current_pwq"),
        started.isPresent() && work != 0
            ? OptionalLong.of(started.get().get(memory, address))
            : OptionalLong.empty(),
        get("worker", address, "last_active"),
        list(head("worker", address, "scheduled")),
        memory.cString(description.addressIn(address), (int) description.size()));
  }

  /** The works of a list, without the marker that a rescuer leaves in one (7.x). */
  private List<Work> list(long head) {
    List<Work> found = new ArrayList<>();
    for (long node : nodes("works", head)) {
      long address = node - works.entryOffset();
      guarded(
          "work_struct",
          address,
          () -> {
            Work work = works.read(address);
            if (work.function() != 0) {
              found.add(work);
            }
          });
    }
    return found;
  }

  /** All queues, in the order in which the kernel keeps them. */
  public List<Workqueue> queues() {
    List<Workqueue> queues = new ArrayList<>();
    long link = kernel.field("workqueue_struct", "list").offset();
    for (long node : nodes("workqueues", kernel.address("workqueues"))) {
      guarded("workqueue_struct", node - link, () -> queues.add(queue(node - link)));
    }
    return queues;
  }

  private Workqueue queue(long address) {
    long flags = get("workqueue_struct", address, "flags");
    Field name = kernel.field("workqueue_struct", "name");
    long rescuer = get("workqueue_struct", address, "rescuer");
    // One number for the queue since 6.9 (5797b1c18919), one a pool_workqueue before.
    Optional<Field> maximum = kernel.findField("workqueue_struct", "max_active");
    int most =
        (int)
            maximum
                .orElseGet(() -> kernel.field("workqueue_struct", "saved_max_active"))
                .get(memory, address);
    List<PoolWorkqueue> pools = new ArrayList<>();
    long link = kernel.field("pool_workqueue", "pwqs_node").offset();
    for (long node : nodes("pool_workqueues", head("workqueue_struct", address, "pwqs"))) {
      guarded("pool_workqueue", node - link, () -> pools.add(poolWorkqueue(node - link, most)));
    }
    return new Workqueue(
        address,
        memory.cString(name.addressIn(address), Math.clamp(name.size(), 1, 2 * MAX_NAME)),
        flags,
        works.names("WQ_", flags, WorkLayout.QUEUE_FLAGS),
        most,
        pools,
        rescuer,
        rescuer == 0 ? Optional.empty() : Tasks.of(kernel).at(get("worker", rescuer, "task")),
        flushers(address),
        (int) get("workqueue_struct", address, "nr_drainers"));
  }

  private PoolWorkqueue poolWorkqueue(long address, int ofQueue) {
    Optional<Field> maximum = kernel.findField("pool_workqueue", "max_active");
    Optional<Field> plugged = kernel.findField("pool_workqueue", "plugged");
    long mayday = head("pool_workqueue", address, "mayday_node");
    return new PoolWorkqueue(
        address,
        get("pool_workqueue", address, "wq"),
        get("pool_workqueue", address, "pool"),
        (int) get("pool_workqueue", address, "nr_active"),
        maximum.isPresent() ? (int) maximum.get().get(memory, address) : ofQueue,
        (int) get("pool_workqueue", address, "refcnt"),
        // Named inactive since 5.15 (f97a4a1a3f87).
        list(head("pool_workqueue", address, "inactive_works", "delayed_works")),
        plugged.isPresent() && plugged.get().get(memory, address) != 0,
        memory.u64(mayday) != mayday && memory.u64(mayday) != 0);
  }

  /** struct wq_flusher lies on the stack of the task that waits for its completion. */
  private List<Task> flushers(long queue) {
    List<Long> flushers = new ArrayList<>();
    long first = get("workqueue_struct", queue, "first_flusher");
    if (first != 0) {
      flushers.add(first);
    }
    for (String list : List.of("flusher_queue", "flusher_overflow")) {
      flushers.addAll(nodes(list, head("workqueue_struct", queue, list)));
    }
    List<Task> tasks = new ArrayList<>();
    for (long flusher : flushers) {
      guarded("wq_flusher", flusher, () -> tasks.addAll(waiters(flusher)));
    }
    return tasks.stream().distinct().toList();
  }

  private List<Task> waiters(long flusher) {
    long head = head("wq_flusher", flusher, "done.wait.task_list");
    long link = kernel.field("swait_queue", "task_list").offset();
    return nodes("completion", head).stream()
        .map(node -> Tasks.of(kernel).at(get("swait_queue", node - link, "task")))
        .flatMap(Optional::stream)
        .collect(Collectors.toList());
  }

  /** Works whose timers run, by processor and by when they expire. */
  public List<DelayedWork> delayed() {
    long timerFunction = kernel.address("delayed_work_timer_fn");
    long timer = kernel.field("delayed_work", "timer").offset();
    List<DelayedWork> delayed = new ArrayList<>();
    kernel
        .perCpu()
        .online()
        .forEach(cpu -> {
          for (WheelBase base : TimerWheels.of(kernel).read(cpu)) {
            troubles.addAll(base.troubles());
            for (WheelBase.Timer one : base.timers()) {
              if (one.function() == timerFunction) {
                long address = one.address() - timer;
                guarded("delayed_work", address, () -> delayed.add(delayed(address, cpu, one)));
              }
            }
          }
        });
    return delayed;
  }

  private DelayedWork delayed(long address, int cpu, WheelBase.Timer timer) {
    return new DelayedWork(
        address,
        get("delayed_work", address, "work.func"),
        get("delayed_work", address, "wq"),
        cpu,
        timer.expires());
  }
}
