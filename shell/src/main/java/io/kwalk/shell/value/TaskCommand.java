package io.kwalk.shell.value;

import io.kwalk.core.debuginfo.StructType;
import io.kwalk.core.object.PrintOptions;
import io.kwalk.core.object.Reference;
import io.kwalk.linux.Kernel;
import io.kwalk.linux.task.Task;
import io.kwalk.shell.Command;
import io.kwalk.shell.CommandException;
import io.kwalk.shell.JsonObject;
import io.kwalk.shell.Output;
import io.kwalk.shell.Session;
import io.kwalk.shell.TaskArguments;
import io.kwalk.shell.command.TaskLine;
import io.kwalk.shell.line.Options;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A task's task_struct and thread_info, whole or some of their members. */
public final class TaskCommand implements Command {
  @Override
  public String name() {
    return "task";
  }

  @Override
  public void run(Session session, List<String> arguments, Output output) throws CommandException {
    Options options = Options.parse(arguments, "R:xdh");
    List<String> members = new ArrayList<>();
    List<Task> tasks = new ArrayList<>();
    String list = options.value("R");
    if (list != null) {
      members.addAll(List.of(list.split(",", -1)));
    }
    for (String word : options.arguments()) {
      sort(session.kernel(), word, members, tasks);
    }
    if (tasks.isEmpty()) {
      tasks.add(session.currentTask());
    }
    boolean hexadecimal = StructRequest.hexadecimal(session, options);
    PrintOptions how = ValueOptions.of(session, hexadecimal);
    for (Task task : tasks) {
      output.checkInterrupted();
      if (output.json()) {
        output.row(json(task, members, how));
      } else {
        print(task, members, how, output);
      }
    }
  }

  /** A word is a task, or else a member as behind -R. */
  private static void sort(Kernel kernel, String word, List<String> members, List<Task> tasks)
      throws CommandException {
    Optional<Task> task = TaskArguments.find(kernel, word);
    if (task.isPresent()) {
      tasks.add(task.get());
      return;
    }
    List<String> names = List.of(word.split(",", -1));
    for (String name : names) {
      if (!kernel.struct("task_struct").has(name) && !kernel.struct("thread_info").has(name)) {
        throw new CommandException("invalid task or pid value: " + word);
      }
    }
    members.addAll(names);
  }

  private static void print(Task task, List<String> members, PrintOptions how, Output output) {
    output.line(TaskLine.header(task));
    Reference struct = task.reference();
    Optional<Reference> info = threadInfo(task);
    if (members.isEmpty()) {
      output.line(StructText.whole("struct task_struct", struct, how));
      info.ifPresent(it -> output.line(StructText.whole("struct thread_info", it, how)));
      return;
    }
    for (String member : members) {
      Optional<Reference> place = holder(struct, info, member);
      if (place.isPresent()) {
        output.print(StructText.member(place.get(), member, how));
      } else {
        output.warn("no member " + member + " in task_struct or thread_info");
      }
    }
    output.line("");
  }

  private static Optional<Reference> holder(
      Reference struct, Optional<Reference> info, String member) {
    return struct.has(member) ? Optional.of(struct) : info.filter(it -> it.has(member));
  }

  /** In the task_struct (CONFIG_THREAD_INFO_IN_TASK), else at the stack's low end. */
  private static Optional<Reference> threadInfo(Task task) {
    Kernel kernel = task.kernel();
    Optional<StructType> type = kernel.imageTypes().struct("thread_info");
    if (type.isEmpty()) {
      return Optional.empty();
    }
    Optional<Reference> inside = task.reference().find("thread_info");
    return inside.isPresent()
        ? inside
        : task.stack().stream().mapToObj(stack -> kernel.at(type.get(), stack)).findFirst();
  }

  private static JsonObject json(Task task, List<String> members, PrintOptions how) {
    JsonObject row = TaskLine.json(task);
    Reference struct = task.reference();
    Optional<Reference> info = threadInfo(task);
    if (members.isEmpty()) {
      row.put("task_struct", ValueJson.of(struct, how));
      info.ifPresent(it -> row.put("thread_info", ValueJson.of(it, how)));
      return row;
    }
    List<JsonObject> values = new ArrayList<>();
    for (String member : members) {
      holder(struct, info, member)
          .ifPresent(it -> values.add(ValueJson.named(member, it.member(member), how)));
    }
    return row.putObjects("members", values);
  }
}
