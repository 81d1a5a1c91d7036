package io.kwalk.shell.process;

import io.kwalk.core.memory.MemoryFault;
import io.kwalk.linux.Kernel;
import io.kwalk.linux.syscall.CurrentSystemCall;
import io.kwalk.linux.syscall.SystemCallText;
import io.kwalk.linux.task.Processors;
import io.kwalk.linux.task.Task;
import io.kwalk.linux.task.TaskTimes;
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
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** What system call each task is in. */
public final class SyscallCommand implements Command {
  private static final long SECOND = 1_000_000_000;
  private static final long MICROSECOND = 1000;

  @Override
  public String name() {
    return "syscall";
  }

  @Override
  public void run(Session session, List<String> arguments, Output output) throws CommandException {
    Options options = Options.parse(arguments, "ar");
    if (options.has("a") && !options.arguments().isEmpty()) {
      throw CommandException.usage("-a is of all tasks: no task is named then");
    }
    Kernel kernel = session.kernel();
    boolean all = options.has("a");
    List<Task> tasks =
        all ? Tasks.of(kernel).all() : TaskArguments.parse(session, options.arguments());
    Faults faults = new Faults();
    if (!output.json()) {
      output.line("    PID  ST      LAST RAN  COMMAND          SYSTEM CALL");
    }
    for (Task task : tasks) {
      output.checkInterrupted();
      try {
        Optional<CurrentSystemCall> call = CurrentSystemCall.of(task);
        if (call.isPresent() || !all) {
          print(task, call, options.has("r"), output, faults);
        }
      } catch (MemoryFault fault) {
        faults.add("task " + Long.toHexString(task.address()) + ": " + fault.getMessage());
      }
    }
    faults.report(output);
  }

  private static void print(
      Task task, Optional<CurrentSystemCall> call, boolean raw, Output output, Faults faults) {
    if (output.json()) {
      output.row(json(task, call, faults));
      return;
    }
    OptionalLong ago = faults.read(() -> ago(task), OptionalLong.empty());
    output.line(
        Text.right(faults.text(task::pid), 7)
            + "  "
            + faults.text(() -> task.state().letters())
            + "  "
            + Text.right(ago.isEmpty() ? Faults.CELL : seconds(ago.getAsLong()), 12)
            + "  "
            + Text.left(Text.escape(faults.text(task::comm)), 15)
            + "  "
            + words(task, call, raw));
  }

  private static String words(Task task, Optional<CurrentSystemCall> call, boolean raw) {
    if (call.isEmpty()) {
      return task.isKernelThread() || task.isIdle()
          ? "(kernel thread)"
          : "(no user registers: it has exited, or works in the kernel only)";
    }
    CurrentSystemCall current = call.get();
    if (raw) {
      return raw(current);
    }
    if (!current.isCall()) {
      return (current.userMode() ? "(running user code at " : "(no system call: stopped at ")
          + Long.toHexString(current.ip())
          + ")";
    }
    return Text.escape(new SystemCallText(task, current).toString());
  }

  /** As /proc/PID/syscall prints it. */
  private static String raw(CurrentSystemCall call) {
    StringBuilder line = new StringBuilder();
    if (call.userMode()) {
      return "running";
    }
    line.append(call.number());
    if (call.isCall()) {
      call.arguments().forEach(one -> line.append(" 0x").append(Long.toHexString(one)));
    }
    line.append(" 0x").append(Long.toHexString(call.sp()));
    return line.append(" 0x").append(Long.toHexString(call.ip())).toString();
  }

  /** Since it last got a processor: what it runs before it sleeps is in it, usually little. */
  private static OptionalLong ago(Task task) {
    OptionalLong last = TaskTimes.lastRun(task);
    if (last.isEmpty() || task.activeCpu().isPresent()) {
      return OptionalLong.empty();
    }
    long now = Processors.of(task.kernel()).clock(task.cpu());
    return OptionalLong.of(Math.max(0, now - last.getAsLong()));
  }

  /** "123.456789". */
  private static String seconds(long nanoseconds) {
    String fraction = Long.toString(nanoseconds % SECOND / MICROSECOND);
    return nanoseconds / SECOND + "." + "0".repeat(6 - fraction.length()) + fraction;
  }

  private static JsonObject json(Task task, Optional<CurrentSystemCall> call, Faults faults) {
    JsonObject row = TaskLine.json(task);
    faults.fill(row, r -> r.put("state", task.state().letters()));
    OptionalLong ago = faults.read(() -> ago(task), OptionalLong.empty());
    if (ago.isPresent()) {
      row.put("last_ran_ns_ago", ago.getAsLong());
    }
    if (call.isEmpty()) {
      return row.put("kind", "no_user_mode");
    }
    CurrentSystemCall current = call.get();
    row.put("kind", current.isCall() ? "call" : current.userMode() ? "user_code" : "no_call");
    row.put("abi", current.abi().label());
    if (current.isCall()) {
      SystemCallText text = new SystemCallText(task, current);
      row.put("number", current.number()).put("name", text.name());
      row.putObjects(
          "arguments",
          text.arguments().stream()
              .map(one ->
                  new JsonObject()
                      .put("name", one.name())
                      .putAddress("value", one.value())
                      .put("text", one.text()))
              .toList());
      row.put("call", text.toString());
    }
    return row.putAddress("sp", current.sp()).putAddress("ip", current.ip());
  }
}
