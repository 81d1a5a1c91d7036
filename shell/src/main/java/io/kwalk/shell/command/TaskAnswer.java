package io.kwalk.shell.command;

import io.kwalk.core.memory.InOrder;
import io.kwalk.linux.task.Task;
import io.kwalk.shell.CommandException;
import io.kwalk.shell.Session;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What a command answers for one of many tasks. */
final class TaskAnswer implements InOrder.Piece<TaskAnswer> {
  private final Session session;
  private final Task task;
  private final List<String> words;
  private final Supplier<String> header;
  private final SeparatedOutput separated;
  private final HeldOutput output;
  private @Nullable CommandException problem;

  /**
   * @param words the command
   * @param header what it does not print itself; "" where it does
   */
  TaskAnswer(
      Session session,
      Task task,
      List<String> words,
      Supplier<String> header,
      SeparatedOutput separated) {
    this.session = session;
    this.task = task;
    this.words = words;
    this.header = header;
    this.separated = separated;
    output = new HeldOutput(separated);
  }

  @Override
  public TaskAnswer work() {
    try {
      output.checkInterrupted();
      session.execute(words, output);
    } catch (CommandException failure) {
      problem = failure;
    }
    return this;
  }

  @Override
  public void isNext() {
    separated.next(header.get());
    output.release();
  }

  @Override
  public void drop() {
    output.drop();
  }

  /**
   * Gives the rest out.
   *
   * @return whether the command could do it
   * @throws CommandException if no task will do, as the words make no sense
   */
  boolean finish() throws CommandException {
    output.finish();
    CommandException failure = problem;
    if (failure == null) {
      return true;
    }
    if (failure.isUsage()) {
      throw failure;
    }
    separated.warn(
        "task " + Long.toHexString(task.address()), String.valueOf(failure.getMessage()));
    return false;
  }
}
