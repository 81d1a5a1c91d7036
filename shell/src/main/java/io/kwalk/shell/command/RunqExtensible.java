package io.kwalk.shell.command;

import io.kwalk.linux.Kernel;
import io.kwalk.linux.sched.DispatchQueue;
import io.kwalk.linux.sched.ExtensibleScheduler;
import io.kwalk.linux.sched.ExtensibleSchedulers;
import io.kwalk.linux.sched.ExtensibleState;
import io.kwalk.linux.sched.RunQueue;
import io.kwalk.shell.JsonObject;
import io.kwalk.shell.Output;
import io.kwalk.shell.Text;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What runq says of sched_ext: a processor's queues below those of the other classes, and behind
 * all processors the schedulers with their queues. Without a scheduler only what is in use is told.
 */
final class RunqExtensible {
  /** SCX_SLICE_INF. */
  private static final long UNLIMITED = -1;

  private final Optional<ExtensibleState> state;
  private final boolean times;
  private final Output output;
  private final Faults faults;

  private RunqExtensible(
      Optional<ExtensibleState> state, boolean times, Output output, Faults faults) {
    this.state = state;
    this.times = times;
    this.output = output;
    this.faults = faults;
  }

  static RunqExtensible of(Kernel kernel, boolean times, Output output, Faults faults) {
    Optional<ExtensibleState> state =
        ExtensibleSchedulers.of(kernel).map(ExtensibleSchedulers::read);
    state.ifPresent(known -> faults.addAll(known.troubles()));
    return new RunqExtensible(state, times, output, faults);
  }

  private List<ExtensibleScheduler> loaded() {
    return state.map(ExtensibleState::schedulers).orElse(List.of());
  }

  /** The kernel's own fallback queues matter when something is in them. */
  private boolean isShown(DispatchQueue queue) {
    return queue.isUsed()
        || !loaded().isEmpty()
            && switch (queue.kind()) {
              case LOCAL, GLOBAL, USER -> true;
              case BYPASS, REJECT, RESCUE -> false;
            };
  }

  /** The lines of a processor. */
  void processor(RunQueue queue, RunqText text, Output part) {
    if (!loaded().isEmpty() || !queue.extensible().isEmpty()) {
      text.runnable(queue, part);
    }
    for (DispatchQueue own : queue.dispatch()) {
      if (isShown(own)) {
        part.line("  SCX " + own.kind() + "_DSQ: " + place(own));
        tasks(own, part);
      }
    }
  }

  /** The part behind the processors. */
  void schedulers(List<Integer> cpus, SeparatedOutput separated) {
    for (ExtensibleScheduler scheduler : loaded()) {
      output.checkInterrupted();
      List<DispatchQueue> queues =
          scheduler.queues().stream()
              .filter(queue ->
                  queue.kind() != DispatchQueue.Kind.BYPASS || cpus.contains(queue.owner()))
              .toList();
      if (output.json()) {
        row(scheduler);
        rows(queues, scheduler.address());
      } else {
        separated.next("");
        lines(scheduler, queues, separated);
      }
    }
  }

  private void lines(ExtensibleScheduler scheduler, List<DispatchQueue> queues, Output part) {
    part.line(
        "SCHED_EXT: \""
            + Text.escape(scheduler.name())
            + "\"  SCX_SCHED: "
            + Long.toHexString(scheduler.address())
            + "  STATE: "
            + state.map(ExtensibleState::state).orElse(""));
    for (DispatchQueue queue : queues) {
      if (isShown(queue)) {
        part.line("  " + title(queue) + place(queue) + "  ID: " + Long.toHexString(queue.id()));
        tasks(queue, part);
      }
    }
  }

  private static String title(DispatchQueue queue) {
    return switch (queue.kind()) {
      case GLOBAL -> "NODE " + queue.owner() + " GLOBAL_DSQ: ";
      case USER -> "USER_DSQ: ";
      case LOCAL, BYPASS, REJECT, RESCUE -> "CPU " + queue.owner() + " " + queue.kind() + "_DSQ: ";
    };
  }

  private static String place(DispatchQueue queue) {
    return Long.toHexString(queue.address()) + "  NR: " + queue.count();
  }

  private void tasks(DispatchQueue queue, Output part) {
    for (DispatchQueue.Waiting waiting : queue.tasks()) {
      part.line("     " + line(queue, waiting));
    }
    if (queue.tasks().isEmpty()) {
      part.line(RunqText.NONE);
    }
  }

  private String line(DispatchQueue queue, DispatchQueue.Waiting waiting) {
    StringBuilder line =
        new StringBuilder(RunqText.task(waiting.priority(), waiting.task(), faults));
    if (times || queue.order() == DispatchQueue.Order.VTIME) {
      line.append("  VTIME: ").append(number(waiting.vtime()));
    }
    if (times) {
      boolean unlimited = waiting.slice() != null && waiting.slice() == UNLIMITED;
      line.append("  SLICE: ").append(unlimited ? "INF" : number(waiting.slice()));
    }
    return line.toString();
  }

  private static String number(@Nullable Long value) {
    return value == null ? Faults.CELL : Long.toUnsignedString(value);
  }

  private void row(ExtensibleScheduler scheduler) {
    ExtensibleState known = state.orElseThrow();
    JsonObject row =
        new JsonObject()
            .put("scheduler", scheduler.name())
            .putAddress("scx_sched", scheduler.address())
            .put("state", known.state());
    known.enabled().ifPresent(count -> row.put("enable_seq", count));
    output.row(row);
  }

  /**
   * A row a queue, and behind it one a task in it.
   *
   * @param scheduler whose queues they are; 0 if they are a processor's
   */
  void rows(List<DispatchQueue> queues, long scheduler) {
    for (DispatchQueue queue : queues) {
      if (isShown(queue)) {
        JsonObject row = queueRow(new JsonObject(), queue);
        if (scheduler != 0) {
          row.putAddress("scx_sched", scheduler);
        }
        output.row(row.put("nr", queue.count()).put("order", Text.lower(queue.order())));
        for (DispatchQueue.Waiting waiting : queue.tasks()) {
          output.row(taskRow(queue, waiting));
        }
      }
    }
  }

  private static JsonObject queueRow(JsonObject row, DispatchQueue queue) {
    row.putAddress("dsq", queue.address())
        .putAddress("dsq_id", queue.id())
        .put("dsq_kind", Text.lower(queue.kind()));
    return switch (queue.kind()) {
      case GLOBAL -> row.put("node", queue.owner());
      case USER -> row;
      case LOCAL, BYPASS, REJECT, RESCUE -> row.put("rq_cpu", queue.owner());
    };
  }

  private JsonObject taskRow(DispatchQueue queue, DispatchQueue.Waiting waiting) {
    JsonObject row = queueRow(TaskLine.json(waiting.task(), faults), queue);
    if (waiting.priority() != Integer.MIN_VALUE) {
      row.put("priority", waiting.priority());
    }
    if (waiting.vtime() != null) {
      row.put("vtime", waiting.vtime());
    }
    if (waiting.slice() != null && waiting.slice() != UNLIMITED) {
      row.put("slice", waiting.slice());
    }
    return row;
  }
}
