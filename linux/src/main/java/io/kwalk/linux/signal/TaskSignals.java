package io.kwalk.linux.signal;

import io.kwalk.core.debuginfo.Field;
import io.kwalk.core.memory.Memory;
import io.kwalk.core.memory.MemoryFault;
import io.kwalk.linux.Kernel;
import io.kwalk.linux.structures.ListHead;
import io.kwalk.linux.structures.ListWalk;
import io.kwalk.linux.task.Task;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The signals of a task: a handle that reads the dump at each question, and throws a {@link
 * MemoryFault} if it cannot (include/linux/signal_types.h, include/linux/sched/signal.h).
 */
public final class TaskSignals {
  /** _NSIG on every architecture but MIPS. */
  public static final int COUNT = 64;

  private final Task task;
  private final Memory memory;
  private final Layout layout;

  private TaskSignals(Task task) {
    this.task = task;
    this.memory = task.kernel().memory();
    this.layout = task.kernel().part(Layout.class, Layout::new);
  }

  /**
   * Of {@code task}; reads nothing yet.
   *
   * @throws io.kwalk.core.object.UnknownNameException if the kernel's types do not say where they
   *     are
   */
  public static TaskSignals of(Task task) {
    return new TaskSignals(task);
  }

  /** The signal_struct's count of threads; empty once the task was reaped. */
  public Optional<Integer> threads() {
    return task.signal().isEmpty()
        ? Optional.empty()
        : Optional.of((int) layout.threads.get(memory, task.signal().getAsLong()));
  }

  /** What the process does on each signal, by number; none once its sighand_struct is gone. */
  public List<SignalAction> actions() {
    long handlers = layout.handlers.get(memory, task.address());
    List<SignalAction> actions = new ArrayList<>();
    for (int number = 1; handlers != 0 && number <= COUNT; number++) {
      long at = layout.actions.addressIn(handlers) + (number - 1) * layout.actionSize;
      actions.add(
          new SignalAction(
              number,
              at,
              layout.handler.get(memory, at),
              memory.u64(layout.mask.addressIn(at)),
              layout.flags.get(memory, at)));
    }
    return actions;
  }

  /** The signals that the task has blocked; bit 0 is signal 1. */
  public long blocked() {
    return memory.u64(layout.blocked.addressIn(task.address()));
  }

  /** Signals sent to this thread; what of the queue cannot be read is told in {@code troubles}. */
  public PendingSignals ownPending(List<String> troubles) {
    return pending(layout.pending.addressIn(task.address()), troubles);
  }

  /** Signals sent to its process; none once it was reaped. */
  public PendingSignals sharedPending(List<String> troubles) {
    return task.signal().isEmpty()
        ? new PendingSignals(0, List.of())
        : pending(layout.sharedPending.addressIn(task.signal().getAsLong()), troubles);
  }

  private PendingSignals pending(long address, List<String> troubles) {
    ListWalk walk = ListHead.walk(memory, layout.pendingList.addressIn(address));
    walk.trouble().ifPresent(troubles::add);
    List<PendingSignals.Queued> queue = new ArrayList<>();
    for (long node : walk.nodes()) {
      long entry = node - layout.queueList.offset();
      try {
        queue.add(
            new PendingSignals.Queued(
                (int) layout.queueNumber.get(memory, entry), layout.queueInfo.addressIn(entry)));
      } catch (MemoryFault fault) {
        troubles.add(String.valueOf(fault.getMessage()));
      }
    }
    return new PendingSignals(memory.u64(layout.pendingSet.addressIn(address)), queue);
  }

  private static final class Layout {
    final Field threads;
    final Field handlers;
    final Field actions;
    final long actionSize;
    final Field handler;
    final Field mask;
    final Field flags;
    final Field blocked;
    final Field pending;
    final Field sharedPending;
    final Field pendingList;
    final Field pendingSet;
    final Field queueList;
    final Field queueNumber;
    final Field queueInfo;

    Layout(Kernel kernel) {
      threads = kernel.field("signal_struct", "nr_threads");
      handlers = kernel.field("task_struct", "sighand");
      actions = kernel.field("sighand_struct", "action");
      actionSize = kernel.struct("k_sigaction").size();
      handler = kernel.field("k_sigaction", "sa.sa_handler");
      mask = kernel.field("k_sigaction", "sa.sa_mask");
      flags = kernel.field("k_sigaction", "sa.sa_flags");
      blocked = kernel.field("task_struct", "blocked");
      pending = kernel.field("task_struct", "pending");
      sharedPending = kernel.field("signal_struct", "shared_pending");
      pendingList = kernel.field("sigpending", "list");
      pendingSet = kernel.field("sigpending", "signal");
      queueList = kernel.field("sigqueue", "list");
      queueNumber = kernel.field("sigqueue", "info.si_signo");
      queueInfo = kernel.field("sigqueue", "info");
    }
  }
}
