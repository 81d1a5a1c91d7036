package io.kwalk.shell.command;

import io.kwalk.linux.sched.RunQueue;
import io.kwalk.linux.sched.RunQueueEntry;
import io.kwalk.shell.JsonObject;
import io.kwalk.shell.Output;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Run queues as rows: one a task. */
final class RunqJson {
  private RunqJson() {}

  static void rows(RunQueue queue, Output output, Faults faults) {
    queue
        .current()
        .ifPresent(task ->
            output.row(
                TaskLine.json(task, faults)
                    .put("rq_cpu", queue.cpu())
                    .putAddress("rq", queue.address())
                    .put("class", "current")));
    rows(queue, "rt", queue.realTime(), null, output, faults);
    rows(queue, "fair", queue.fair(), null, output, faults);
    rows(queue, "dl", queue.deadline(), null, output, faults);
    rows(queue, "ext", queue.extensible(), null, output, faults);
  }

  static void rows(
      RunQueue queue,
      String type,
      List<RunQueueEntry> entries,
      RunQueueEntry.@Nullable Group group,
      Output output,
      Faults faults) {
    for (RunQueueEntry entry : entries) {
      switch (entry) {
        case RunQueueEntry.Group inner -> rows(queue, type, inner.entries(), inner, output, faults);
        case RunQueueEntry.Queued queued -> {
          JsonObject row =
              TaskLine.json(queued.task(), faults)
                  .put("rq_cpu", queue.cpu())
                  .putAddress("rq", queue.address())
                  .put("class", type);
          member(row, queued, group);
          output.row(row);
        }
      }
    }
  }

  private static void member(
      JsonObject row, RunQueueEntry.Queued queued, RunQueueEntry.@Nullable Group group) {
    if (queued.priority() != Integer.MIN_VALUE) {
      row.put("priority", queued.priority());
    }
    row.put("current", queued.current());
    if (group != null) {
      row.putAddress("task_group", group.group()).putAddress("cfs_rq", group.queue());
      row.put("cgroup", group.name()).put("throttled", group.throttled());
    }
    RunQueueEntry.FairTimes times = queued.fair();
    if (times != null) {
      put(row, "vruntime", times.vruntime());
      put(row, "deadline", times.deadline());
      put(row, "lag", times.lag());
      put(row, "slice", times.slice());
      row.put("delayed", times.delayed());
    }
  }

  private static void put(JsonObject row, String name, @Nullable Long value) {
    if (value != null) {
      row.put(name, value);
    }
  }
}
