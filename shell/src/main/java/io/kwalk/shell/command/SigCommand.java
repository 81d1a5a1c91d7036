package io.kwalk.shell.command;

import io.kwalk.linux.signal.PendingSignals;
import io.kwalk.linux.signal.SignalAction;
import io.kwalk.linux.signal.SignalNames;
import io.kwalk.linux.signal.TaskSignals;
import io.kwalk.linux.task.Task;
import io.kwalk.linux.task.TaskRelations;
import io.kwalk.shell.Command;
import io.kwalk.shell.CommandException;
import io.kwalk.shell.JsonObject;
import io.kwalk.shell.Output;
import io.kwalk.shell.Session;
import io.kwalk.shell.TaskArguments;
import io.kwalk.shell.Text;
import io.kwalk.shell.line.Numbers;
import io.kwalk.shell.line.Options;
import java.util.ArrayList;
import java.util.List;

/** What tasks do on signals, which they block, and which wait for them. */
public final class SigCommand implements Command {
  @Override
  public String name() {
    return "sig";
  }

  @Override
  public void run(Session session, List<String> arguments, Output output) throws CommandException {
    Options options = Options.parse(arguments, "ls:g");
    String set = options.value("s");
    if (options.has("l")) {
      names(output);
    } else if (set != null) {
      set(set, output);
    } else {
      tasks(session, options, output);
    }
  }

  private static void names(Output output) {
    for (int number = 1; number <= TaskSignals.COUNT; number++) {
      if (output.json()) {
        output.row(new JsonObject().put("number", number).put("name", SignalNames.of(number)));
      } else {
        output.line(Text.right("[" + number + "]", 4) + " " + SignalNames.withAlias(number));
      }
    }
  }

  private static void set(String text, Output output) throws CommandException {
    long set =
        Numbers.hexadecimal(text)
            .orElseThrow(() -> new CommandException("not a set of signals: " + text));
    if (output.json()) {
      output.row(
          new JsonObject().putAddress("set", set).putStrings("signals", SignalNames.ofSet(set)));
    } else {
      output.line(String.join(" ", SignalNames.ofSet(set)));
    }
  }

  private static void tasks(Session session, Options options, Output output)
      throws CommandException {
    Faults faults = new Faults();
    SeparatedOutput separated = new SeparatedOutput(output);
    for (Task task : TaskArguments.parse(session, options.arguments())) {
      output.checkInterrupted();
      separated.next("");
      if (options.has("g")) {
        group(faults.read(() -> task.groupLeader().orElse(task), task), separated, faults);
      } else {
        single(task, separated, faults);
      }
    }
    faults.report(output);
  }

  private static void single(Task task, Output output, Faults faults) {
    if (output.json()) {
      output.row(SigJson.row(task, faults));
      return;
    }
    actions(task, output, faults);
    own(task, "", output, faults);
    shared(task, output, faults);
  }

  private static void group(Task leader, Output output, Faults faults) {
    List<Task> threads = new ArrayList<>(List.of(leader));
    threads.addAll(TaskRelations.of(leader.kernel()).otherThreads(leader));
    if (output.json()) {
      threads.forEach(thread -> output.row(SigJson.row(thread, faults)));
      return;
    }
    actions(leader, output, faults);
    shared(leader, output, faults);
    output.line("");
    for (Task thread : threads) {
      output.line("  " + TaskLine.header(thread));
      own(thread, "  ", output, faults);
      output.line("");
    }
  }

  private static void actions(Task task, Output output, Faults faults) {
    output.line(TaskLine.header(task));
    output.line(
        "SIGNAL_STRUCT: "
            + faults.text(() -> Long.toHexString(task.signal().orElse(0)))
            + "  NR_THREADS: "
            + faults.text(() -> TaskSignals.of(task).threads().orElse(0)));
    output.line(" SIG    SIGACTION        HANDLER       MASK       FLAGS           ");
    for (SignalAction action :
        faults.read(() -> TaskSignals.of(task).actions(), List.<SignalAction>of())) {
      output.line(line(action));
    }
  }

  private static String handler(long address) {
    String name = address == 0 ? "SIG_DFL" : address == 1 ? "SIG_IGN" : Long.toHexString(address);
    return Text.right(name, address == 0 || address == 1 ? 10 : 12);
  }

  private static String line(SignalAction action) {
    String handler = handler(action.handler());
    List<String> flags = SignalNames.flags(action.flags());
    return Text.right("[" + action.number() + "]", 4)
        + " "
        + Long.toHexString(action.address())
        + " "
        + handler
        + " "
        + Text.hex(action.mask(), 16)
        + " "
        + Long.toHexString(action.flags())
        + " "
        + (flags.isEmpty() ? "" : "(" + String.join("|", flags) + ")");
  }

  private static void own(Task task, String indent, Output output, Faults faults) {
    output.line(
        indent + "SIGPENDING: " + faults.text(() -> SigJson.isPending(task) ? "yes" : "no"));
    output.line(
        indent + "   BLOCKED: " + faults.text(() -> Text.hex(TaskSignals.of(task).blocked(), 16)));
    List<String> troubles = new ArrayList<>();
    PendingSignals none = new PendingSignals(0, List.of());
    pending(
        "PRIVATE_PENDING",
        faults.read(() -> TaskSignals.of(task).ownPending(troubles), none),
        indent,
        output);
    faults.addAll(troubles);
  }

  private static void shared(Task task, Output output, Faults faults) {
    List<String> troubles = new ArrayList<>();
    PendingSignals none = new PendingSignals(0, List.of());
    pending(
        "SHARED_PENDING",
        faults.read(() -> TaskSignals.of(task).sharedPending(troubles), none),
        "",
        output);
    faults.addAll(troubles);
  }

  private static void pending(String title, PendingSignals pending, String indent, Output output) {
    output.line(indent + title);
    output.line(indent + "    SIGNAL: " + Text.hex(pending.set(), 16));
    if (pending.queue().isEmpty()) {
      output.line(indent + "  SIGQUEUE: (empty)");
      return;
    }
    output.line(indent + "  SIGQUEUE:  SIG      SIGINFO     ");
    for (PendingSignals.Queued queued : pending.queue()) {
      output.line(
          indent
              + "             "
              + Text.right(Integer.toString(queued.number()), 3)
              + "  "
              + Long.toHexString(queued.info()));
    }
  }
}
