package io.kwalk.shell.stack;

import io.kwalk.core.memory.MemoryFault;
import io.kwalk.core.object.PrintOptions;
import io.kwalk.core.stack.variable.FrameVariables;
import io.kwalk.linux.stack.TaskFrames;
import io.kwalk.linux.task.Task;
import io.kwalk.shell.Command;
import io.kwalk.shell.CommandException;
import io.kwalk.shell.Output;
import io.kwalk.shell.Session;
import io.kwalk.shell.TaskArguments;
import io.kwalk.shell.command.TaskLine;
import io.kwalk.shell.line.Numbers;
import io.kwalk.shell.line.Options;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/** Arguments and local variables of a frame: ours, crash has no such command. */
public final class FrameCommand implements Command {
  @Override
  public String name() {
    return "frame";
  }

  @Override
  public void run(Session session, List<String> arguments, Output output) throws CommandException {
    Options options = Options.parse(arguments, "apxd");
    boolean hexadecimal = options.has("x") || session.radix() == 16 && !options.has("d");
    PrintOptions print = PrintOptions.DEFAULT.withHexadecimal(hexadecimal);
    List<String> words = new ArrayList<>(options.arguments());
    int number = options.has("a") ? 0 : number(words);
    List<Task> tasks = tasks(session, options, words);
    boolean between = false;
    boolean described = false;
    for (Task task : tasks) {
      output.checkInterrupted();
      if (between && !output.json()) {
        output.line("");
      }
      between = true;
      described |= print(task, options.has("a"), number, tasks.size() > 1, print, output);
    }
    if (!described) {
      output.warn("no debug information: name vmlinux on the command line, or --debuginfo");
    }
  }

  /** The first word, if it is a number of a frame. */
  private static int number(List<String> words) throws CommandException {
    if (words.isEmpty()) {
      return 0;
    }
    String first = words.removeFirst();
    OptionalLong number = Numbers.decimal(first.startsWith("#") ? first.substring(1) : first);
    if (number.isEmpty() || number.getAsLong() < 0 || number.getAsLong() > Integer.MAX_VALUE) {
      throw CommandException.usage("not the number of a frame: " + first);
    }
    return (int) number.getAsLong();
  }

  private static List<Task> tasks(Session session, Options options, List<String> words)
      throws CommandException {
    return options.has("p")
        ? List.of(TaskArguments.panicking(session.kernel()))
        : TaskArguments.parse(session, words);
  }

  /** Whether debug information described a frame. */
  private static boolean print(
      Task task, boolean all, int number, boolean header, PrintOptions print, Output output)
      throws CommandException {
    FrameVariables frames;
    try {
      frames = TaskFrames.of(task);
    } catch (MemoryFault fault) {
      output.warn(fault.getMessage());
      return true;
    }
    if ((header || all) && !output.json()) {
      output.line(TaskLine.header(task));
    }
    List<NumberedFrame> numbered = NumberedFrame.of(frames.trace());
    FramePrinter printer = new FramePrinter(task, frames, print, output);
    boolean found = false;
    boolean described = false;
    for (NumberedFrame frame : numbered) {
      if (all || frame.number() == number) {
        output.checkInterrupted();
        described |= printer.print(frame);
        found = true;
      }
    }
    if (!found) {
      int count = numbered.isEmpty() ? 0 : numbered.getLast().number() + 1;
      String why = count == 0 ? "the task has no stack" : "no frame " + number + " of " + count;
      if (!header) {
        throw new CommandException(why);
      }
      // The other tasks may have it.
      output.warn(why);
    }
    return described || !found;
  }
}
