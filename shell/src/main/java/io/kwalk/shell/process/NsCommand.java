package io.kwalk.shell.process;

import io.kwalk.linux.namespace.Namespace;
import io.kwalk.linux.namespace.Namespaces;
import io.kwalk.linux.task.Task;
import io.kwalk.linux.task.Tasks;
import io.kwalk.shell.Command;
import io.kwalk.shell.CommandException;
import io.kwalk.shell.JsonObject;
import io.kwalk.shell.Output;
import io.kwalk.shell.Session;
import io.kwalk.shell.TaskArguments;
import io.kwalk.shell.Text;
import io.kwalk.shell.command.Faults;
import io.kwalk.shell.command.TaskLine;
import io.kwalk.shell.line.Options;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Namespaces, and which tasks are in them. */
public final class NsCommand implements Command {
  private record Members(Namespace namespace, List<Task> tasks) {}

  @Override
  public String name() {
    return "ns";
  }

  @Override
  public void run(Session session, List<String> arguments, Output output) throws CommandException {
    Options options = Options.parse(arguments, "t:");
    Faults faults = new Faults();
    if (options.arguments().isEmpty()) {
      all(session, options.value("t"), output, faults);
    } else {
      for (String word : options.arguments()) {
        task(TaskArguments.parse(session.kernel(), word), options.value("t"), output, faults);
      }
    }
    faults.report(output);
  }

  private static boolean isWanted(Namespace namespace, @Nullable String type) {
    return type == null || namespace.type().equals(type);
  }

  private static List<Namespace> found(Task task, Faults faults) {
    List<String> troubles = new ArrayList<>();
    List<Namespace> found = faults.read(() -> Namespaces.of(task, troubles), List.of());
    faults.addAll(troubles);
    return found;
  }

  /** As /proc/PID/ns has the links. */
  private static void task(Task task, @Nullable String type, Output output, Faults faults) {
    List<Namespace> found = found(task, faults);
    if (!output.json()) {
      output.line(TaskLine.header(task));
    }
    for (Namespace one : found) {
      if (!isWanted(one, type)) {
        continue;
      }
      if (output.json()) {
        output.row(
            TaskLine.json(task)
                .put("link", one.link())
                .put("type", one.type())
                .putAddress("address", one.address())
                .put("inode", one.inode()));
      } else {
        output.line(
            Text.left(one.link(), 17)
                + " "
                + Text.hex(one.address(), 16)
                + "  "
                + one.type()
                + ":["
                + one.inode()
                + "]");
      }
    }
  }

  private static void all(Session session, @Nullable String type, Output output, Faults faults) {
    Map<String, Members> byNamespace = new TreeMap<>();
    for (Task task : Tasks.of(session.kernel()).all()) {
      output.checkInterrupted();
      for (Namespace one : task.isIdle() ? List.<Namespace>of() : found(task, faults)) {
        if (one.link().equals(one.type()) && isWanted(one, type)) {
          byNamespace
              .computeIfAbsent(
                  one.type() + ":" + Text.right(Long.toString(one.inode()), 12),
                  _ -> new Members(one, new ArrayList<>()))
              .tasks()
              .add(task);
        }
      }
    }
    if (!output.json()) {
      output.line("        NS  TYPE        ADDRESS        TASKS    PID  COMMAND");
    }
    byNamespace.values().forEach(members -> print(members, output, faults));
  }

  private static void print(Members members, Output output, Faults faults) {
    Namespace one = members.namespace();
    Task first = members.tasks().getFirst();
    if (output.json()) {
      output.row(
          new JsonObject()
              .put("inode", one.inode())
              .put("type", one.type())
              .putAddress("address", one.address())
              .put("tasks", members.tasks().size())
              .put("first", TaskLine.json(first)));
      return;
    }
    output.line(
        Text.right(Long.toString(one.inode()), 10)
            + "  "
            + Text.left(one.type(), 6)
            + "  "
            + Text.hex(one.address(), 16)
            + "  "
            + Text.right(Integer.toString(members.tasks().size()), 5)
            + "  "
            + Text.right(faults.text(first::pid), 5)
            + "  "
            + Text.escape(faults.text(first::comm)));
  }
}
