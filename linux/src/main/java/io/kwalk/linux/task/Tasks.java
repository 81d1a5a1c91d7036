package io.kwalk.linux.task;

import io.kwalk.core.debuginfo.Field;
import io.kwalk.core.memory.Memory;
import io.kwalk.core.memory.MemoryFault;
import io.kwalk.core.object.UnknownNameException;
import io.kwalk.linux.Kernel;
import io.kwalk.linux.structures.ListHead;
import io.kwalk.linux.structures.ListWalk;
import io.kwalk.linux.structures.LongSet;
import io.kwalk.linux.structures.XArray;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * All tasks of a kernel. They are looked for in several places and joined, so that damage to one of
 * them hides no task: the idle and current tasks of the processors, the initial PID namespace's
 * IDR, the list of processes and their threads; where these lead to missing pages, all memory.
 */
public final class Tasks {
  private final Kernel kernel;
  private final LongSet seen = new LongSet();
  private final List<Task> found = new ArrayList<>();
  private final List<String> troubles = new ArrayList<>();
  private final List<Task> all;
  private @Nullable Map<Integer, Task> byPid;

  private Tasks(Kernel kernel) {
    this.kernel = kernel;
    Processors processors = Processors.of(kernel);
    for (int cpu = 0; cpu < processors.count(); cpu++) {
      processors.idle(cpu).ifPresent(this::add);
    }
    int idle = found.size();
    fromPids();
    fromTaskList();
    for (int cpu = 0; cpu < processors.count(); cpu++) {
      processors.current(cpu).ifPresent(this::add);
    }
    if (!troubles.isEmpty()) {
      fromMemory();
    }
    List<Task> ordered = new ArrayList<>(found.subList(0, idle));
    found.subList(idle, found.size()).stream()
        .sorted(Comparator.comparingInt(Tasks::sortKey))
        .forEach(ordered::add);
    all = List.copyOf(ordered);
  }

  /** The tasks of {@code kernel}, gathered at the first call: a few words read a task. */
  public static Tasks of(Kernel kernel) {
    return kernel.part(Tasks.class, Tasks::new);
  }

  /** Idle tasks by processor, then all others by PID. */
  public List<Task> all() {
    return all;
  }

  /** What could not be walked, in words. */
  public List<String> troubles() {
    return List.copyOf(troubles);
  }

  /** The task (thread) with that PID in the initial namespace; of the idle tasks that of CPU 0. */
  public synchronized Optional<Task> withPid(int pid) {
    Map<Integer, Task> index = byPid;
    if (index == null) {
      index = new HashMap<>();
      for (Task task : all) {
        index.putIfAbsent(sortKey(task), task);
      }
      byPid = index;
    }
    return Optional.ofNullable(index.get(pid));
  }

  /** Whether {@code address} is the task_struct of one of them. */
  public Optional<Task> at(long address) {
    return seen.contains(address) ? Optional.of(new Task(kernel, address)) : Optional.empty();
  }

  /** A task whose page is missing sorts last. */
  private static int sortKey(Task task) {
    try {
      return task.pid();
    } catch (MemoryFault _) {
      return Integer.MAX_VALUE;
    }
  }

  private void add(Task task) {
    if (seen.add(task.address())) {
      found.add(task);
    }
  }

  /**
   * struct pid of each number in init_pid_ns.idr (since 4.15) and the task that hangs from it as
   * PIDTYPE_PID, which is 0.
   */
  private void fromPids() {
    try {
      long idr =
          kernel.field("pid_namespace", "idr.idr_rt").addressIn(kernel.address("init_pid_ns"));
      Field first = kernel.field("pid", "tasks[0].first");
      Field link = kernel.field("task_struct", "pid_links[0]", "pids[0]");
      Memory memory = kernel.memory();
      troubles.addAll(
          XArray.of(kernel)
              .visit(
                  idr,
                  (number, pid) -> {
                    try {
                      long node = first.get(memory, pid);
                      if (node != 0) {
                        add(new Task(kernel, node - link.offset()));
                      }
                    } catch (MemoryFault fault) {
                      troubles.add("PID " + number + ": " + fault.getMessage());
                    }
                  }));
    } catch (UnknownNameException missing) {
      troubles.add(missing.getMessage());
    }
  }

  /** What leads to tasks is missing: those that are there are found where they lie. */
  private void fromMemory() {
    try {
      int known = found.size();
      TaskScan.find(kernel).forEach(this::add);
      int more = found.size() - known;
      if (more > 0) {
        kernel.note(more + " tasks found by looking through memory: no list leads to them");
      }
    } catch (UnknownNameException missing) {
      troubles.add(missing.getMessage());
    }
  }

  /** The list of processes from init_task on, and the threads of each. */
  private void fromTaskList() {
    try {
      TaskLayout layout = kernel.part(TaskLayout.class, TaskLayout::new);
      long tasks = layout.tasks.offset();
      long head = kernel.address("init_task") + tasks;
      ListWalk processes = ListHead.walk(kernel.memory(), head);
      processes.trouble().ifPresent(trouble -> troubles.add("list of tasks: " + trouble));
      ThreadList threads = new ThreadList(kernel);
      for (long node : processes.nodes()) {
        Task leader = new Task(kernel, node - tasks);
        add(leader);
        threads.of(leader, troubles).forEach(this::add);
      }
    } catch (UnknownNameException missing) {
      troubles.add(missing.getMessage());
    }
  }
}
