package io.kwalk.shell.command;

import io.kwalk.core.memory.MemoryFault;
import io.kwalk.linux.Kernel;
import io.kwalk.linux.task.Task;
import io.kwalk.linux.task.Tasks;
import io.kwalk.shell.CommandException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The tasks that foreach's words choose: those named by PID, address, name or pattern, all of them
 * if none is; of these the ones in a state and of a kind that were named.
 */
final class TaskSelection {
  private static final Set<String> STATES =
      Set.of("RU", "IN", "UN", "ST", "ZO", "TR", "SW", "DE", "WA", "PA", "ID", "NE", "FR");

  private final Kernel kernel;
  private final Set<Task> named = new LinkedHashSet<>();
  private final List<String> states = new ArrayList<>();
  private final List<String> kinds = new ArrayList<>();
  private boolean byName;

  TaskSelection(Kernel kernel) {
    this.kernel = kernel;
  }

  void add(String word) throws CommandException {
    if (STATES.contains(word)) {
      states.add(word);
    } else if (List.of("user", "kernel", "gleader", "active").contains(word)) {
      kinds.add(word);
    } else {
      byName = true;
      addNamed(word);
    }
  }

  private void addNamed(String word) throws CommandException {
    List<Task> found = TaskWords.resolve(kernel, word);
    if (found.isEmpty() && !TaskWords.isPattern(word)) {
      throw new CommandException("neither a task nor a command for tasks: " + word);
    }
    named.addAll(found);
  }

  List<Task> tasks() {
    List<Task> chosen = new ArrayList<>();
    for (Task task : Tasks.of(kernel).all()) {
      if ((!byName || named.contains(task)) && isWanted(task)) {
        chosen.add(task);
      }
    }
    return chosen;
  }

  private boolean isWanted(Task task) {
    try {
      return (states.isEmpty() || states.contains(task.state().letters()))
          && (kinds.isEmpty() || kinds.stream().anyMatch(kind -> isOfKind(task, kind)));
    } catch (MemoryFault _) {
      return states.isEmpty() && kinds.isEmpty();
    }
  }

  private static boolean isOfKind(Task task, String kind) {
    boolean isKernel = task.isKernelThread() || task.isIdle();
    return switch (kind) {
      case "kernel" -> isKernel;
      case "user" -> !isKernel;
      case "gleader" -> !isKernel && task.pid() == task.tgid();
      default -> task.activeCpu().isPresent();
    };
  }
}
