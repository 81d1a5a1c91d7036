package io.kwalk.shell.command;

import io.kwalk.linux.Kernel;
import io.kwalk.linux.ipc.IpcNamespace;
import io.kwalk.linux.ipc.IpcNamespace.Kind;
import io.kwalk.linux.ipc.IpcObject;
import io.kwalk.linux.ipc.PosixQueue;
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

/** System V shared memory, semaphores, message queues; POSIX message queues. */
public final class IpcsCommand implements Command {
  @Override
  public String name() {
    return "ipcs";
  }

  @Override
  public void run(Session session, List<String> arguments, Output output) throws CommandException {
    Options options = Options.parse(arguments, "smMqPn:");
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
    if (options.has("P")) {
      posix(space, options.arguments(), output, faults);
    }
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

  private static void posix(IpcNamespace space, List<String> wanted, Output output, Faults faults) {
    List<String> troubles = new ArrayList<>();
    List<PosixQueue> queues = new ArrayList<>(PosixQueue.of(space, troubles));
    faults.addAll(troubles);
    if (!wanted.isEmpty()) {
      queues.removeIf(queue ->
          wanted.stream()
              .map(Numbers::hexadecimal)
              .noneMatch(word -> word.isPresent() && word.getAsLong() == queue.inode()));
    }
    if (wanted.isEmpty() || !queues.isEmpty()) {
      IpcsTable.print(queues, output);
    }
  }

  private static List<Kind> kinds(Options options) {
    List<Kind> kinds = new ArrayList<>();
    boolean all = options.all().stream().allMatch(option -> option.name().equals("n"));
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
