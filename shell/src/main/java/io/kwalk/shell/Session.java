package io.kwalk.shell;

import io.kwalk.linux.Kernel;
import io.kwalk.linux.task.Task;
import java.nio.file.Path;
import java.util.List;

/** An open dump and what the user has set: the current task, radix, variables, aliases. */
public interface Session {
  Kernel kernel();

  /** The current task: the panicking one at first; `set PID` changes it. */
  Task currentTask() throws CommandException;

  void setCurrentTask(Task task);

  /** 10 or 16, as `set radix` has it. */
  int radix();

  Settings settings();

  Aliases aliases();

  /**
   * Runs another command line in this session (aliases, foreach, a bare type name).
   *
   * @throws CommandException if it cannot be run or its command fails
   */
  void execute(String line, Output output) throws CommandException;

  /**
   * Runs a command given by its words: the first is its name or an alias.
   *
   * @throws CommandException if it fails
   */
  void execute(List<String> words, Output output) throws CommandException;

  /** The files of the dump, in the order they were given. */
  List<Path> dumpFiles();

  /** Makes the shell end after the command that runs now. */
  void leave();
}
