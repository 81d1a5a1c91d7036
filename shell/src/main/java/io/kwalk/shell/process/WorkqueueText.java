package io.kwalk.shell.process;

import io.kwalk.core.memory.MemoryFault;
import io.kwalk.core.object.UnknownNameException;
import io.kwalk.linux.Kernel;
import io.kwalk.linux.system.Clock;
import io.kwalk.linux.task.Task;
import io.kwalk.linux.time.TimerWheels;
import io.kwalk.linux.workqueue.DelayedWork;
import io.kwalk.linux.workqueue.PoolWorkqueue;
import io.kwalk.linux.workqueue.Work;
import io.kwalk.linux.workqueue.Worker;
import io.kwalk.linux.workqueue.WorkerPool;
import io.kwalk.linux.workqueue.Workqueue;
import io.kwalk.shell.JsonObject;
import io.kwalk.shell.Output;
import io.kwalk.shell.Text;
import io.kwalk.shell.command.Faults;
import io.kwalk.shell.command.FunctionName;
import io.kwalk.shell.command.TaskLine;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** Work queues as the kernel's own show_workqueue_state() prints them, or as rows. */
final class WorkqueueText {
  private final Kernel kernel;
  private final Output output;
  private final List<WorkerPool> pools;
  private final Map<Long, WorkerPool> poolByAddress = new HashMap<>();
  private final Map<Long, PoolWorkqueue> pwqByAddress = new HashMap<>();
  private final Map<Long, Workqueue> queueByAddress = new HashMap<>();
  private final OptionalLong jiffies;
  private final int hz;

  WorkqueueText(Kernel kernel, List<WorkerPool> pools, List<Workqueue> queues, Output output) {
    this.kernel = kernel;
    this.output = output;
    this.pools = pools;
    pools.forEach(pool -> poolByAddress.put(pool.address(), pool));
    for (Workqueue queue : queues) {
      queueByAddress.put(queue.address(), queue);
      queue.pools().forEach(pwq -> pwqByAddress.put(pwq.address(), pwq));
    }
    jiffies = jiffies(kernel);
    hz = Math.max(1, Clock.of(kernel).hz());
  }

  private static OptionalLong jiffies(Kernel kernel) {
    try {
      return OptionalLong.of(TimerWheels.of(kernel).jiffies());
    } catch (MemoryFault | UnknownNameException _) {
      return OptionalLong.empty();
    }
  }

  /** Whether something works in the pool or waits for it. */
  boolean isBusy(WorkerPool pool) {
    return !pool.pending().isEmpty() || pool.workers().stream().anyMatch(one -> !one.isIdle());
  }

  private boolean isBusy(PoolWorkqueue pwq) {
    return pwq.active() > 0 || !pwq.inactive().isEmpty();
  }

  /** A queue and those of its pools where something is queued; with {@code idleToo} all. */
  void queue(Workqueue queue, boolean idleToo) {
    output.checkInterrupted();
    List<PoolWorkqueue> shown =
        queue.pools().stream().filter(pwq -> idleToo || isBusy(pwq)).toList();
    if (shown.isEmpty() && queue.flushers().isEmpty() && !idleToo) {
      return;
    }
    if (output.json()) {
      output.row(WorkqueueJson.queue(queue));
      shown.forEach(pwq -> output.row(WorkqueueJson.poolWorkqueue(this, queue, pwq)));
      return;
    }
    output.line(
        "workqueue "
            + Text.escape(queue.name())
            + ": flags=0x"
            + Long.toHexString(queue.flagBits())
            + (queue.flags().isEmpty() ? "" : " (" + String.join(" ", queue.flags()) + ")")
            + " max_active="
            + queue.maxActive()
            + queue.rescuerTask().map(task -> " rescuer=" + pid(task)).orElse(""));
    if (!queue.flushers().isEmpty()) {
      output.line("  flushed by:" + pids(queue.flushers()));
    }
    shown.forEach(pwq -> pwq(queue, pwq));
  }

  private static String pids(List<Task> tasks) {
    StringBuilder text = new StringBuilder();
    tasks.forEach(task -> text.append(' ').append(pid(task)));
    return text.toString();
  }

  private void pwq(Workqueue queue, PoolWorkqueue pwq) {
    WorkerPool pool = poolByAddress.get(pwq.pool());
    output.line(
        "  pwq "
            + (pool == null ? Text.hex(pwq.address(), 16) : pool.id() + ": " + place(pool))
            + " active="
            + pwq.active()
            + "/"
            + pwq.maxActive()
            + " refcnt="
            + pwq.references()
            + (pwq.plugged() ? " PLUGGED" : "")
            + (pwq.inRescue() ? " MAYDAY" : ""));
    works("in-flight", inFlight(queue, pwq));
    works("pending", pending(pwq).stream().map(this::name).toList());
    works("inactive", pwq.inactive().stream().map(this::name).toList());
  }

  private void works(String title, List<String> works) {
    if (!works.isEmpty()) {
      output.line("    " + title + ": " + String.join(", ", works));
    }
  }

  private static String place(WorkerPool pool) {
    return (pool.cpus().isEmpty() ? "" : "cpus=" + pool.cpus() + " ")
        + (pool.node() < 0 ? "" : "node=" + pool.node() + " ")
        + "flags=0x"
        + Long.toHexString(pool.flagBits())
        + " nice="
        + pool.nice();
  }

  /** "17:depot_audit": the workers that do works of the pool_workqueue. */
  private List<String> inFlight(Workqueue queue, PoolWorkqueue pwq) {
    List<String> names = new ArrayList<>();
    for (Worker worker : busy(pwq)) {
      String rescuer = worker.address() == queue.rescuer() ? "(RESCUER)" : "";
      names.add(pid(worker) + rescuer + ":" + function(worker.function()));
      worker.scheduled().forEach(work -> names.add(name(work)));
    }
    return names;
  }

  /** The workers that do works of a pool_workqueue. */
  List<Worker> busy(PoolWorkqueue pwq) {
    return pools.stream()
        .flatMap(pool -> pool.workers().stream())
        .filter(worker -> !worker.isIdle() && worker.pwq() == pwq.address())
        .toList();
  }

  /** Works in the pool's list that came by the pool_workqueue. */
  List<Work> pending(PoolWorkqueue pwq) {
    WorkerPool pool = poolByAddress.get(pwq.pool());
    return pool == null
        ? List.of()
        : pool.pending().stream().filter(work -> work.pwq() == pwq.address()).toList();
  }

  /** A work's function; BAR(PID) of a mark that a waiting task left. */
  String name(Work work) {
    return work.waiter().map(task -> "BAR(" + pid(task) + ")").orElse(function(work.function()));
  }

  String function(long address) {
    String name = FunctionName.of(kernel, address);
    return name.isEmpty() ? Text.hex(address, 16) : name;
  }

  private static String pid(Worker worker) {
    return worker.task().map(WorkqueueText::pid).orElse("bh");
  }

  private static String pid(Task task) {
    return new Faults().text(task::pid);
  }

  /** A pool with its workers. */
  void pool(WorkerPool pool) {
    output.checkInterrupted();
    if (output.json()) {
      output.row(WorkqueueJson.pool(this, pool));
      return;
    }
    StringBuilder line = new StringBuilder("pool " + pool.id() + ": " + place(pool));
    if (!pool.flags().isEmpty()) {
      line.append(" (").append(String.join(" ", pool.flags())).append(')');
    }
    OptionalLong hung = hung(pool);
    hung.ifPresent(seconds -> line.append(" hung=").append(seconds).append('s'));
    line.append(" workers=").append(pool.workerCount());
    pool.workers().stream()
        .filter(worker -> worker.address() == pool.manager())
        .findFirst()
        .ifPresent(worker -> line.append(" manager: ").append(pid(worker)));
    List<String> busy = new ArrayList<>();
    List<String> idle = new ArrayList<>();
    for (Worker worker : pool.workers()) {
      if (worker.isIdle()) {
        idle.add(pid(worker));
      } else {
        busy.add(pid(worker) + ":" + function(worker.function()));
      }
    }
    line.append(busy.isEmpty() ? "" : " busy: " + String.join(" ", busy));
    line.append(idle.isEmpty() ? "" : " idle: " + String.join(" ", idle));
    output.line(line.toString());
    works("pending", pool.pending().stream().map(this::name).toList());
  }

  /** For how many seconds no work began or ended though some wait; empty if none wait. */
  OptionalLong hung(WorkerPool pool) {
    boolean waits = !pool.pending().isEmpty();
    return waits && pool.progress().isPresent()
        ? secondsSince(pool.progress().getAsLong())
        : OptionalLong.empty();
  }

  private OptionalLong secondsSince(long then) {
    return jiffies.isPresent()
        ? OptionalLong.of(Math.max(0, (jiffies.getAsLong() - then) / hz))
        : OptionalLong.empty();
  }

  /** One line a worker. */
  void workers(List<Workqueue> queues, boolean onlyTheirs) {
    if (!output.json()) {
      output.line("    PID  POOL  CPUS      SECONDS  WORKQUEUE                 FUNCTION");
    }
    for (WorkerPool pool : pools) {
      for (Worker worker : pool.workers()) {
        Optional<Workqueue> queue = queueOf(worker);
        if (!onlyTheirs || queue.isPresent() && queues.contains(queue.get())) {
          worker(pool, worker, queue);
        }
      }
    }
  }

  Optional<Workqueue> queueOf(Worker worker) {
    PoolWorkqueue pwq = pwqByAddress.get(worker.pwq());
    return pwq == null
        ? Optional.empty()
        : Optional.ofNullable(queueByAddress.get(pwq.workqueue()));
  }

  /** Since it began to work, where that is kept, or since it became idle. */
  OptionalLong since(Worker worker) {
    if (worker.isIdle()) {
      return worker.lastActive() == 0 ? OptionalLong.empty() : secondsSince(worker.lastActive());
    }
    return worker.started().isPresent()
        ? secondsSince(worker.started().getAsLong())
        : OptionalLong.empty();
  }

  private void worker(WorkerPool pool, Worker worker, Optional<Workqueue> queue) {
    output.checkInterrupted();
    if (output.json()) {
      output.row(WorkqueueJson.worker(this, pool, worker));
      return;
    }
    OptionalLong since = since(worker);
    String does =
        worker.isIdle()
            ? "(idle)"
            : function(worker.function())
                + (worker.description().isEmpty()
                    ? ""
                    : " (" + Text.escape(worker.description()) + ")");
    output.line(
        Text.right(pid(worker), 7)
            + "  "
            + Text.right(Integer.toString(pool.id()), 4)
            + "  "
            + Text.left(pool.cpus(), 8)
            + "  "
            + Text.right(since.isEmpty() ? "-" : Long.toString(since.getAsLong()), 7)
            + "  "
            + Text.left(queue.map(it -> Text.escape(it.name())).orElse("-"), 24)
            + "  "
            + does);
  }

  /** Works that timers will queue. */
  void delayed(List<DelayedWork> works) {
    if (!output.json()) {
      output.line("CPU  SECONDS     DELAYED_WORK      WORKQUEUE                 FUNCTION");
    }
    for (DelayedWork work : works) {
      output.checkInterrupted();
      Workqueue queue = queueByAddress.get(work.workqueue());
      String name = queue == null ? Text.hex(work.workqueue(), 16) : Text.escape(queue.name());
      if (output.json()) {
        output.row(
            new JsonObject()
                .put("kind", "delayed_work")
                .putAddress("delayed_work", work.address())
                .put("cpu", work.cpu())
                .put("expires", work.expires())
                .put("workqueue", queue == null ? "" : queue.name())
                .put("function_name", FunctionName.of(kernel, work.function()))
                .putAddress("function", work.function()));
        continue;
      }
      String in =
          jiffies.isEmpty()
              ? "-"
              : "%.3f".formatted((double) (work.expires() - jiffies.getAsLong()) / hz);
      output.line(
          Text.right(Integer.toString(work.cpu()), 3)
              + "  "
              + Text.right(in, 8)
              + "  "
              + Text.hex(work.address(), 16)
              + "  "
              + Text.left(name, 24)
              + "  "
              + function(work.function()));
    }
  }

  /** The worker's thread, its members of a row. */
  static void task(JsonObject row, Optional<Task> task) {
    task.ifPresent(one -> row.put("thread", TaskLine.json(one)));
  }
}
