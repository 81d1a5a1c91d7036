package io.kwalk.linux.task;

import io.kwalk.core.memory.MemoryFault;
import io.kwalk.linux.Kernel;
import io.kwalk.linux.structures.LongSet;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Who is whose parent, and which threads make a process; indexed once per kernel. */
public final class TaskRelations {
  private final Map<Long, List<Task>> byParent = new HashMap<>();
  private final Map<Integer, List<Task>> byProcess = new HashMap<>();

  private TaskRelations(Kernel kernel) {
    for (Task task : Tasks.of(kernel).all()) {
      try {
        task.parent()
            .ifPresent(parent ->
                byParent.computeIfAbsent(parent.address(), _ -> new ArrayList<>()).add(task));
        byProcess.computeIfAbsent(task.tgid(), _ -> new ArrayList<>()).add(task);
      } catch (MemoryFault _) {
        // A task that cannot be read has no relatives that could be named.
      }
    }
  }

  public static TaskRelations of(Kernel kernel) {
    return kernel.part(TaskRelations.class, TaskRelations::new);
  }

  /** Tasks whose parent is {@code task}, threads too; of the first task itself as well. */
  public List<Task> children(Task task) {
    return List.copyOf(byParent.getOrDefault(task.address(), List.of()));
  }

  /** The threads of {@code leader}'s process but {@code leader}; of an idle task the other ones. */
  public List<Task> otherThreads(Task leader) {
    try {
      return byProcess.getOrDefault(leader.tgid(), List.of()).stream()
          .filter(thread -> thread.address() != leader.address())
          .toList();
    } catch (MemoryFault _) {
      return List.of();
    }
  }

  /**
   * {@code task} and its ancestors, the eldest first.
   *
   * @throws MemoryFault if one of them cannot be read
   */
  public static List<Task> ancestors(Task task) {
    Deque<Task> line = new ArrayDeque<>();
    LongSet seen = new LongSet();
    Optional<Task> next = Optional.of(task);
    while (next.isPresent() && seen.add(next.get().address())) {
      line.addFirst(next.get());
      next = next.get().parent();
    }
    return List.copyOf(line);
  }
}
