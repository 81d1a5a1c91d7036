package io.kwalk.shell.command;

import io.kwalk.core.memory.MemoryFault;
import io.kwalk.linux.Kernel;
import io.kwalk.linux.task.Task;
import io.kwalk.linux.task.Tasks;
import io.kwalk.shell.CommandException;
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

  /** Whether {@code word} is a regular expression, which may match no task. */
  static boolean isPattern(String word) {
    return word.length() > 2 && word.startsWith("'") && word.endsWith("'");
  }

  /**
   * All tasks that {@code word} names, in the order of ps; none if it names none.
   *
   * @throws CommandException if it is not a regular expression where it should be one
   */
  static List<Task> resolve(Kernel kernel, String word) throws CommandException {
    if (isPattern(word)) {
      return matching(kernel, word.substring(1, word.length() - 1));
    }
    if (word.startsWith("\\")) {
      return named(kernel, word.substring(1)::equals);
    }
    Optional<Task> single = TaskArguments.find(kernel, word);
    return single.isPresent() ? List.of(single.get()) : named(kernel, word::equals);
  }

  private static List<Task> matching(Kernel kernel, String expression) throws CommandException {
    try {
      return named(kernel, Pattern.compile(expression).asPredicate());
    } catch (PatternSyntaxException wrong) {
      throw new CommandException(
          "not a regular expression: " + expression + ": " + wrong.getDescription());
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
