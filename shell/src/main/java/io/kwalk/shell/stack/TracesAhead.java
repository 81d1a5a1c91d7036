package io.kwalk.shell.stack;

import io.kwalk.core.stack.StackFrame;
import io.kwalk.linux.Kernel;
import io.kwalk.linux.stack.TaskTraces;
import io.kwalk.linux.task.Task;
import java.util.List;

/**
 * Reads on another processor what the traces of many tasks need (stacks, the modules' symbols and
 * unwind tables, source lines), from the last task towards the one that is being printed. Its only
 * effect is what the kernel's model keeps: the first time that all tasks are asked for takes most
 * of its time for that.
 */
public final class TracesAhead implements AutoCloseable {
  /** Fewer tasks are printed before a thread could help. */
  private static final int WORTHWHILE = 16;

  private final Kernel kernel;
  private final List<Task> tasks;
  private final boolean lines;
  private volatile int printed;

  private TracesAhead(Kernel kernel, List<Task> tasks, boolean lines) {
    this.kernel = kernel;
    this.tasks = tasks;
    this.lines = lines;
  }

  /** How many tasks it went over before: those are not worth a second time. */
  private static final class Known {
    private volatile int traces;
    private volatile int lines;
  }

  /**
   * Begins; the caller says by {@link #printed} how far it has come itself.
   *
   * @param lines whether source lines will be printed, too
   */
  public static TracesAhead of(Kernel kernel, List<Task> tasks, boolean lines) {
    TracesAhead ahead = new TracesAhead(kernel, tasks, lines);
    Known known = kernel.part(Known.class, _ -> new Known());
    int before = lines ? known.lines : known.traces;
    if (tasks.size() > Math.max(before, WORTHWHILE)
        && Runtime.getRuntime().availableProcessors() > 1) {
      known.traces = Math.max(known.traces, tasks.size());
      known.lines = lines ? tasks.size() : known.lines;
      Thread.ofPlatform()
          .daemon()
          .name("traces-ahead")
          // What it met the task that is printed meets as well, and says so.
          .uncaughtExceptionHandler((_, _) -> {})
          .start(ahead::run);
    }
    return ahead;
  }

  /** That the first {@code count} tasks need no help any more. */
  public void printed(int count) {
    printed = count;
  }

  private void run() {
    for (int i = tasks.size() - 1; i > printed; i--) {
      try {
        TaskTraces.of(kernel).trace(tasks.get(i)).frames().forEach(this::read);
      } catch (RuntimeException _) {
        // Told when this task is printed.
      }
    }
  }

  private void read(StackFrame frame) {
    kernel.symbols().at(frame.lookupAddress());
    if (lines) {
      kernel.lines().frames(frame.lookupAddress());
    }
  }

  /** Ends it after the task that it is at. */
  @Override
  public void close() {
    printed = tasks.size();
  }
}
