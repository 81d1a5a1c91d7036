package io.kwalk.shell.command;

import io.kwalk.core.debuginfo.Field;
import io.kwalk.core.memory.MemoryFault;
import io.kwalk.linux.Kernel;
import io.kwalk.linux.sched.WaitQueue;
import io.kwalk.shell.Command;
import io.kwalk.shell.CommandException;
import io.kwalk.shell.JsonObject;
import io.kwalk.shell.Output;
import io.kwalk.shell.Session;
import io.kwalk.shell.line.Addresses;
import io.kwalk.shell.line.Options;
import java.util.ArrayList;
import java.util.List;

/** Who waits in a wait queue. */
public final class WaitqCommand implements Command {
  @Override
  public String name() {
    return "waitq";
  }

  @Override
  public void run(Session session, List<String> words, Output output) throws CommandException {
    List<String> arguments = Options.none(words);
    if (arguments.isEmpty() || arguments.size() > 2) {
      throw CommandException.usage("a symbol, an address, or STRUCT.MEMBER and an address");
    }
    Kernel kernel = session.kernel();
    long address = Addresses.parse(kernel, arguments.getLast());
    if (arguments.size() == 2) {
      address += offset(kernel, arguments.getFirst());
    }
    List<String> troubles = new ArrayList<>();
    List<WaitQueue.Waiter> waiters;
    try {
      waiters = WaitQueue.read(kernel, address, troubles);
    } catch (MemoryFault fault) {
      throw new CommandException(String.valueOf(fault.getMessage()));
    }
    Faults faults = new Faults();
    faults.addAll(troubles);
    if (waiters.isEmpty() && !output.json()) {
      output.line(
          "wait queue \""
              + arguments.getFirst()
              + "\" ("
              + Long.toHexString(address)
              + ") is empty");
    }
    for (WaitQueue.Waiter waiter : waiters) {
      print(kernel, waiter, output, faults);
    }
    faults.report(output);
  }

  private static void print(Kernel kernel, WaitQueue.Waiter waiter, Output output, Faults faults) {
    if (output.json()) {
      JsonObject row =
          waiter.task().map(task -> TaskLine.json(task, faults)).orElseGet(JsonObject::new);
      output.row(
          row.putAddress("entry", waiter.entry())
              .putAddress("function", waiter.function())
              .put("function_name", FunctionName.of(kernel, waiter.function())));
    } else if (waiter.task().isPresent()) {
      output.line(TaskLine.header(waiter.task().get()));
    } else {
      output.line(
          "WAIT_QUEUE_ENTRY: "
              + Long.toHexString(waiter.entry())
              + "  FUNC: "
              + FunctionName.withAddress(kernel, waiter.function()));
    }
  }

  private static long offset(Kernel kernel, String path) throws CommandException {
    int dot = path.indexOf('.');
    if (dot < 0) {
      throw CommandException.usage("not STRUCT.MEMBER: " + path);
    }
    Field field = kernel.field(path.substring(0, dot), path.substring(dot + 1));
    return field.offset();
  }
}
