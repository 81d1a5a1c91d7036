package io.kwalk.shell.command;

import io.kwalk.linux.task.Task;
import io.kwalk.linux.task.TaskRelations;
import io.kwalk.shell.JsonObject;
import io.kwalk.shell.Output;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Each task with its ancestors, its children, or the threads of its process. */
final class PsRelatives {
  private PsRelatives() {}

  static void parents(List<Task> tasks, Output output, Faults faults) {
    for (Task task : tasks) {
      output.checkInterrupted();
      List<Task> line = faults.read(() -> TaskRelations.ancestors(task), List.of(task));
      if (output.json()) {
        output.row(TaskLine.json(task, faults).putObjects("ancestors", rows(line, faults)));
        continue;
      }
      for (int depth = 0; depth < line.size(); depth++) {
        output.line(" ".repeat(depth) + TaskLine.header(line.get(depth)));
      }
      output.line("");
    }
  }

  static void children(List<Task> tasks, Output output, Faults faults) {
    for (Task task : tasks) {
      output.checkInterrupted();
      List<Task> children = TaskRelations.of(task.kernel()).children(task);
      block(task, children, "children", "(no children)", output, faults);
    }
  }

  /** One block a process; a thread among the arguments stands for its process. */
  static void threads(List<Task> tasks, Output output, Faults faults) {
    Set<Integer> shown = new HashSet<>();
    for (Task task : tasks) {
      output.checkInterrupted();
      Task leader = faults.read(() -> task.groupLeader().orElse(task), task);
      int process = faults.read(leader::tgid, -1);
      if (process < 0 || shown.add(process)) {
        List<Task> threads = TaskRelations.of(task.kernel()).otherThreads(leader);
        block(leader, threads, "threads", "(no threads)", output, faults);
      }
    }
  }

  private static void block(
      Task task, List<Task> others, String key, String none, Output output, Faults faults) {
    if (output.json()) {
      output.row(TaskLine.json(task, faults).putObjects(key, rows(others, faults)));
      return;
    }
    output.line(TaskLine.header(task));
    for (Task other : others) {
      output.line("  " + TaskLine.header(other));
    }
    output.line(others.isEmpty() ? "  " + none + "\n" : "");
  }

  private static List<JsonObject> rows(List<Task> tasks, Faults faults) {
    return tasks.stream().map(task -> TaskLine.json(task, faults)).toList();
  }
}
