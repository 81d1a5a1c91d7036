package io.kwalk.shell.command;

import io.kwalk.core.memory.MemoryFault;
import io.kwalk.linux.Kernel;
import io.kwalk.linux.task.Task;
import io.kwalk.linux.task.Tasks;
import io.kwalk.shell.TaskArguments;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * Words that may name several tasks: what {@link TaskArguments} takes, a command name ({@code \123}
 * for one of digits), or a regular expression in single quotes for command names.
 */
final class TaskWords {
  private TaskWords() {}

  /** All tasks that {@code word} names, in the order of ps; none if it names none. */
  static List<Task> resolve(Kernel kernel, String word) {
    if (word.length() > 2 && word.startsWith("'") && word.endsWith("'")) {
      return matching(kernel, word.substring(1, word.length() - 1));
    }
    if (word.startsWith("\\")) {
      return named(kernel, word.substring(1)::equals);
    }
    Optional<Task> single = TaskArguments.find(kernel, word);
    return single.isPresent() ? List.of(single.get()) : named(kernel, word::equals);
  }

  private static List<Task> matching(Kernel kernel, String expression) {
    try {
      return named(kernel, Pattern.compile(expression).asPredicate());
    } catch (PatternSyntaxException _) {
      return List.of();
    }
  }

  private static List<Task> named(Kernel kernel, Predicate<String> name) {
    return Tasks.of(kernel).all().stream().filter(task -> hasName(task, name)).toList();
  }

  private static boolean hasName(Task task, Predicate<String> name) {
    try {
      return name.test(task.comm());
    } catch (MemoryFault _) {
      return false;
    }
  }
}
