package io.kwalk.lab.walks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.kwalk.lab.dumps.RealDump;
import io.kwalk.lab.dumps.RealDumps;
import io.kwalk.linux.Kernel;
import io.kwalk.linux.task.Task;
import io.kwalk.linux.task.Tasks;
import io.kwalk.linux.workqueue.Worker;
import io.kwalk.linux.workqueue.WorkerPool;
import io.kwalk.linux.workqueue.Workqueue;
import io.kwalk.linux.workqueue.Workqueues;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Work queues of real dumps against the threads that serve them and the names those have. */
class WorkqueuesTest {
  /** PF_WQ_WORKER (include/linux/sched.h). */
  private static final long PF_WQ_WORKER = 0x20;

  static Stream<RealDump> dumps() {
    return RealDumps.ofAllMachines().stream();
  }

  @ParameterizedTest
  @MethodSource("dumps")
  void findsEachWorkerThatThereIs(RealDump dump) throws Exception {
    try (Kernel kernel = dump.open()) {
      Workqueues walk = Workqueues.of(kernel);
      TreeSet<Integer> found = new TreeSet<>();
      for (WorkerPool pool : walk.pools()) {
        assertEquals(pool.workerCount(), pool.workers().size(), "pool " + pool.id());
        assertEquals(pool.idleCount(), pool.workers().stream().filter(Worker::isIdle).count());
        for (Worker worker : pool.workers()) {
          worker.task().map(Task::pid).ifPresent(found::add);
          worker
              .task()
              .ifPresent(
                  task -> assertEquals(name(pool, worker), task.comm(), "PID " + task.pid()));
        }
      }
      for (Workqueue queue : walk.queues()) {
        queue.rescuerTask().map(Task::pid).ifPresent(found::add);
      }
      TreeSet<Integer> expected = new TreeSet<>();
      for (Task task : Tasks.of(kernel).all()) {
        if ((task.flags() & PF_WQ_WORKER) != 0) {
          expected.add(task.pid());
        }
      }
      assertEquals(List.of(), walk.troubles());
      assertEquals(expected, found);
      assertTrue(expected.size() > 5, "workers: " + expected);
    }
  }

  /** As create_worker() names it. */
  private static String name(WorkerPool pool, Worker worker) {
    String where =
        pool.cpu() >= 0
            ? pool.cpu() + ":" + worker.id() + (pool.nice() < 0 ? "H" : "")
            : "u" + pool.id() + ":" + worker.id();
    return "kworker/" + where;
  }

  @ParameterizedTest
  @MethodSource("dumps")
  void listsTheQueuesThatEachKernelHas(RealDump dump) throws Exception {
    try (Kernel kernel = dump.open()) {
      Workqueues walk = Workqueues.of(kernel);
      List<String> names = walk.queues().stream().map(Workqueue::name).toList();
      for (String name : List.of("events", "events_highpri", "events_unbound", "mm_percpu_wq")) {
        assertTrue(names.contains(name), name + " in " + names);
      }
      List<Long> functions = new ArrayList<>();
      walk.delayed().forEach(work -> functions.add(work.function()));
      assertTrue(
          functions.contains(kernel.address("vmstat_shepherd"))
              || functions.contains(kernel.address("wakeup_dirtytime_writeback")),
          "delayed works: " + functions.size());
    }
  }

  /** The auditor's work sleeps in the sample; so does who waits for it. */
  @Test
  void tellsWhatAWorkerDoes() throws Exception {
    try (Kernel kernel = RealDumps.sample().open()) {
      Workqueues walk = Workqueues.of(kernel);
      List<Worker> busy =
          walk.pools().stream()
              .flatMap(pool -> pool.workers().stream())
              .filter(worker -> !worker.isIdle())
              .toList();
      assertTrue(
          busy.stream()
              .anyMatch(worker ->
                  worker.task().map(Task::pid).orElse(0) == 17
                      && kernel
                          .symbols()
                          .at(worker.function())
                          .orElseThrow()
                          .name()
                          .startsWith("depot")),
          "busy: " + busy);
    }
  }
}
