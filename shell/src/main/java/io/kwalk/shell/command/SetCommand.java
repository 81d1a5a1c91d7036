package io.kwalk.shell.command;

import io.kwalk.linux.task.Processors;
import io.kwalk.linux.task.Task;
import io.kwalk.shell.Command;
import io.kwalk.shell.CommandException;
import io.kwalk.shell.Output;
import io.kwalk.shell.Session;
import io.kwalk.shell.TaskArguments;
import io.kwalk.shell.Text;
import io.kwalk.shell.line.Numbers;
import io.kwalk.shell.line.Options;
import java.util.List;

/** The current task, and the shell's variables. */
public final class SetCommand implements Command {
  @Override
  public String name() {
    return "set";
  }

  @Override
  public void run(Session session, List<String> arguments, Output output) throws CommandException {
    Options options = Options.parse(arguments, "pvc:at:");
    String shown = options.value("t");
    String cpu = options.value("c");
    if (shown != null) {
      // What foreach asks: shown, not made the current one.
      TaskContext.print(TaskArguments.parse(session.kernel(), shown), output);
    } else if (options.has("v")) {
      SettingsTable.print(session, output);
    } else if (options.has("a")) {
      mark(session, options.arguments(), output);
    } else if (options.has("p")) {
      change(session, panicTask(session), output);
    } else if (cpu != null) {
      change(session, activeTask(session, cpu), output);
    } else if (options.arguments().isEmpty()) {
      TaskContext.print(session.currentTask(), output);
    } else {
      words(session, options.arguments(), output);
    }
  }

  private static Task panicTask(Session session) throws CommandException {
    return Processors.of(session.kernel())
        .panicTask()
        .orElseThrow(() -> new CommandException("which task panicked is not known"));
  }

  private static Task activeTask(Session session, String text) throws CommandException {
    Processors processors = Processors.of(session.kernel());
    long cpu = Numbers.decimal(text).orElse(-1);
    if (cpu < 0 || cpu >= processors.count()) {
      throw new CommandException(
          "no such CPU: " + text + ": this system has " + processors.count());
    }
    return processors
        .current((int) cpu)
        .orElseThrow(() -> new CommandException("the active task of CPU " + cpu + " is not known"));
  }

  /** Whom a damaged runqueue does not name: taken for its processor's active task from now on. */
  private static void mark(Session session, List<String> words, Output output)
      throws CommandException {
    Task task =
        words.isEmpty()
            ? session.currentTask()
            : TaskArguments.parse(session.kernel(), words.getFirst());
    int cpu = task.cpu();
    Processors processors = Processors.of(session.kernel());
    if (cpu < 0 || cpu >= processors.count()) {
      throw new CommandException("its processor is not known: " + cpu);
    }
    processors.mark(cpu, task);
    if (output.json()) {
      TaskContext.print(task, output);
      return;
    }
    String name = "\"" + Text.escape(task.comm()) + "\" task " + Long.toHexString(task.address());
    output.line(name + " has been marked as the active task on cpu " + cpu);
  }

  private static void change(Session session, Task task, Output output) {
    session.setCurrentTask(task);
    TaskContext.print(task, output);
  }

  /** A task, or variables each with its new value behind it. */
  private static void words(Session session, List<String> words, Output output)
      throws CommandException {
    for (int i = 0; i < words.size(); i++) {
      String word = words.get(i);
      if (word.equals("hex") || word.equals("dec")) {
        SettingsTable.set(session, "radix", word.equals("hex") ? "16" : "10");
        SettingsTable.printOne(session, "radix", output);
        continue;
      }
      if (!SettingsTable.isVariable(word)) {
        change(session, TaskArguments.parse(session.kernel(), word), output);
        return;
      }
      boolean hasValue = i + 1 < words.size() && !SettingsTable.isVariable(words.get(i + 1));
      if (hasValue) {
        SettingsTable.set(session, word, words.get(++i));
      } else {
        SettingsTable.setAlone(session, word);
      }
      SettingsTable.printOne(session, word, output);
    }
  }
}
