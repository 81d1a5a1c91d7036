package io.kwalk.shell;

import io.kwalk.linux.Kernel;
import io.kwalk.linux.task.Processors;
import io.kwalk.linux.task.Task;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The session behind the command line. */
final class ShellSession implements Session {
  private final Kernel kernel;
  private final Settings settings = new Settings();
  private final Aliases aliases = new Aliases();
  private final List<Path> dumpFiles;
  private @Nullable Task current;
  private boolean left;

  ShellSession(Kernel kernel, List<Path> dumpFiles) {
    this.kernel = kernel;
    this.dumpFiles = List.copyOf(dumpFiles);
  }

  @Override
  public Kernel kernel() {
    return kernel;
  }

  @Override
  public Task currentTask() throws CommandException {
    Task task = current;
    if (task == null) {
      task =
          Processors.of(kernel)
              .panicTask()
              .orElseGet(() -> new Task(kernel, kernel.address("init_task")));
      current = task;
    }
    return task;
  }

  @Override
  public void setCurrentTask(Task task) {
    current = task;
  }

  @Override
  public int radix() {
    return settings.get("radix").equals("16") ? 16 : 10;
  }

  @Override
  public Settings settings() {
    return settings;
  }

  @Override
  public Aliases aliases() {
    return aliases;
  }

  @Override
  public void execute(String line, Output output) throws CommandException {
    new Dispatcher(this).execute(line, output);
  }

  @Override
  public void execute(List<String> words, Output output) throws CommandException {
    new Dispatcher(this).execute(words, output);
  }

  @Override
  public List<Path> dumpFiles() {
    return dumpFiles;
  }

  @Override
  public void leave() {
    left = true;
  }

  boolean hasLeft() {
    return left;
  }
}
