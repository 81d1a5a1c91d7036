package io.kwalk.shell.process;

import io.kwalk.linux.Kernel;
import io.kwalk.linux.workqueue.DelayedWork;
import io.kwalk.linux.workqueue.WorkerPool;
import io.kwalk.linux.workqueue.Workqueue;
import io.kwalk.linux.workqueue.Workqueues;
import io.kwalk.shell.Command;
import io.kwalk.shell.CommandException;
import io.kwalk.shell.Output;
import io.kwalk.shell.Session;
import io.kwalk.shell.command.Faults;
import io.kwalk.shell.line.Options;
import java.util.List;

/** Work queues, the pools that serve them, their workers and works. */
public final class WorkqueueCommand implements Command {
  @Override
  public String name() {
    return "workqueue";
  }

  @Override
  public void run(Session session, List<String> arguments, Output output) throws CommandException {
    Options options = Options.parse(arguments, "apwd");
    List<String> names = options.arguments();
    Kernel kernel = session.kernel();
    Workqueues walk = Workqueues.of(kernel);
    List<WorkerPool> pools = walk.pools();
    List<Workqueue> all = walk.queues();
    List<Workqueue> queues =
        names.isEmpty() ? all : all.stream().filter(one -> names.contains(one.name())).toList();
    for (String name : names) {
      if (all.stream().noneMatch(queue -> queue.name().equals(name))) {
        throw new CommandException("no such work queue: " + name + "; workqueue -a names all");
      }
    }
    WorkqueueText text = new WorkqueueText(kernel, pools, all, output);
    if (options.has("d")) {
      List<DelayedWork> delayed =
          walk.delayed().stream()
              .filter(work ->
                  names.isEmpty()
                      || queues.stream().anyMatch(queue -> queue.address() == work.workqueue()))
              .toList();
      text.delayed(delayed);
    } else if (options.has("w")) {
      text.workers(queues, !names.isEmpty());
    } else if (options.has("p")) {
      pools.forEach(text::pool);
    } else {
      boolean idleToo = options.has("a") || !names.isEmpty();
      queues.forEach(queue -> text.queue(queue, idleToo));
      if (names.isEmpty()) {
        pools.stream().filter(pool -> idleToo || text.isBusy(pool)).forEach(text::pool);
      }
    }
    Faults faults = new Faults();
    faults.addAll(walk.troubles());
    faults.report(output);
  }
}
