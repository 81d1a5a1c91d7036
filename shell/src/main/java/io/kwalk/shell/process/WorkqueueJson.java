package io.kwalk.shell.process;

import io.kwalk.linux.workqueue.PoolWorkqueue;
import io.kwalk.linux.workqueue.Work;
import io.kwalk.linux.workqueue.Worker;
import io.kwalk.linux.workqueue.WorkerPool;
import io.kwalk.linux.workqueue.Workqueue;
import io.kwalk.shell.JsonObject;
import io.kwalk.shell.command.TaskLine;
import java.util.List;

/** Rows about work queues; "kind" tells what each is about. */
final class WorkqueueJson {
  private WorkqueueJson() {}

  static JsonObject queue(Workqueue queue) {
    JsonObject row =
        new JsonObject()
            .put("kind", "workqueue")
            .putAddress("workqueue_struct", queue.address())
            .put("name", queue.name())
            .putAddress("flags", queue.flagBits())
            .putStrings("flag_names", queue.flags())
            .put("max_active", queue.maxActive())
            .put("drainers", queue.drainers())
            .putObjects("flushers", queue.flushers().stream().map(TaskLine::json).toList());
    queue.rescuerTask().ifPresent(task -> row.put("rescuer", TaskLine.json(task)));
    return row;
  }

  static JsonObject poolWorkqueue(WorkqueueText text, Workqueue queue, PoolWorkqueue pwq) {
    return new JsonObject()
        .put("kind", "pool_workqueue")
        .putAddress("pool_workqueue", pwq.address())
        .put("workqueue", queue.name())
        .putAddress("worker_pool", pwq.pool())
        .put("active", pwq.active())
        .put("max_active", pwq.maxActive())
        .put("refcnt", pwq.references())
        .put("plugged", pwq.plugged())
        .put("mayday", pwq.inRescue())
        .putObjects("in_flight", inFlight(text, queue, pwq))
        .putObjects("pending", works(text, text.pending(pwq)))
        .putObjects("inactive", works(text, pwq.inactive()));
  }

  private static List<JsonObject> inFlight(WorkqueueText text, Workqueue queue, PoolWorkqueue pwq) {
    return text.busy(pwq).stream()
        .map(worker -> {
          JsonObject row =
              new JsonObject()
                  .putAddress("worker", worker.address())
                  .put("rescuer", worker.address() == queue.rescuer());
          WorkqueueText.task(row, worker.task());
          return row.putAddress("function", worker.function())
              .put("function_name", text.function(worker.function()))
              .putObjects("scheduled", works(text, worker.scheduled()));
        })
        .toList();
  }

  private static List<JsonObject> works(WorkqueueText text, List<Work> works) {
    return works.stream()
        .map(work -> {
          JsonObject row =
              new JsonObject()
                  .putAddress("work_struct", work.address())
                  .putAddress("function", work.function())
                  .put("function_name", text.function(work.function()));
          work.waiter().ifPresent(task -> row.put("waiter", TaskLine.json(task)));
          return row;
        })
        .toList();
  }

  static JsonObject pool(WorkqueueText text, WorkerPool pool) {
    JsonObject row =
        new JsonObject()
            .put("kind", "worker_pool")
            .putAddress("worker_pool", pool.address())
            .put("id", pool.id())
            .put("cpu", pool.cpu())
            .put("node", pool.node())
            .put("cpus", pool.cpus())
            .putAddress("flags", pool.flagBits())
            .putStrings("flag_names", pool.flags())
            .put("nice", pool.nice())
            .put("workers", pool.workerCount())
            .put("idle", pool.idleCount())
            .put("running", pool.running());
    text.hung(pool).ifPresent(seconds -> row.put("hung_seconds", seconds));
    return row.putObjects("pending", works(text, pool.pending()));
  }

  static JsonObject worker(WorkqueueText text, WorkerPool pool, Worker worker) {
    JsonObject row =
        new JsonObject()
            .put("kind", "worker")
            .putAddress("worker", worker.address())
            .put("id", worker.id())
            .put("pool", pool.id())
            .put("cpus", pool.cpus())
            .putStrings("flag_names", worker.flags())
            .put("idle", worker.isIdle());
    WorkqueueText.task(row, worker.task());
    text.since(worker).ifPresent(seconds -> row.put("seconds", seconds));
    if (!worker.isIdle()) {
      row.putAddress("work_struct", worker.work())
          .putAddress("function", worker.function())
          .put("function_name", text.function(worker.function()))
          .put("description", worker.description());
      text.queueOf(worker).ifPresent(queue -> row.put("workqueue", queue.name()));
    }
    return row.putObjects("scheduled", works(text, worker.scheduled()));
  }
}
