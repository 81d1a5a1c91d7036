package io.kwalk.shell.command;

import io.kwalk.linux.Kernel;
import io.kwalk.linux.ipc.IpcNamespace;
import io.kwalk.linux.ipc.IpcNamespace.Kind;
import io.kwalk.linux.ipc.IpcObject;
import io.kwalk.linux.task.Task;
import io.kwalk.shell.Command;
import io.kwalk.shell.CommandException;
import io.kwalk.shell.Output;
import io.kwalk.shell.Session;
import io.kwalk.shell.TaskArguments;
import io.kwalk.shell.line.Numbers;
import io.kwalk.shell.line.Options;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/** System V shared memory, semaphores, message queues. */
public final class IpcsCommand implements Command {
  @Override
  public String name() {
    return "ipcs";
  }

  @Override
  public void run(Session session, List<String> arguments, Output output) throws CommandException {
    Options options = Options.parse(arguments, "smMqn:");
    Kernel kernel = session.kernel();
    IpcNamespace space = IpcNamespace.initial(kernel);
    String member = options.value("n");
    if (member != null) {
      Task task = TaskArguments.parse(kernel, member);
      space =
          IpcNamespace.of(task)
              .orElseThrow(() -> new CommandException("the task has no IPC namespace any more"));
    }
    Faults faults = new Faults();
    for (Kind kind : kinds(options)) {
      output.checkInterrupted();
      List<String> troubles = new ArrayList<>();
      List<IpcObject> objects = new ArrayList<>(space.objects(kind, troubles));
      faults.addAll(troubles);
      List<String> wanted = options.arguments();
      if (!wanted.isEmpty()) {
        objects.removeIf(object -> !isWanted(object, wanted));
        if (objects.isEmpty()) {
          continue;
        }
      }
      IpcsTable.print(kind, objects, options.has("M"), output);
    }
    faults.report(output);
  }

  private static List<Kind> kinds(Options options) {
    List<Kind> kinds = new ArrayList<>();
    boolean all = !options.has("s") && !options.has("m") && !options.has("M") && !options.has("q");
    if (all || options.has("m") || options.has("M")) {
      kinds.add(Kind.SHARED_MEMORY);
    }
    if (all || options.has("s")) {
      kinds.add(Kind.SEMAPHORES);
    }
    if (all || options.has("q")) {
      kinds.add(Kind.MESSAGES);
    }
    return kinds;
  }

  private static boolean isWanted(IpcObject object, List<String> words) {
    for (String word : words) {
      OptionalLong id = Numbers.decimal(word);
      OptionalLong address = Numbers.hexadecimal(word);
      if (id.isPresent() && id.getAsLong() == object.id()
          || address.isPresent() && address.getAsLong() == object.address()) {
        return true;
      }
    }
    return false;
  }
}
