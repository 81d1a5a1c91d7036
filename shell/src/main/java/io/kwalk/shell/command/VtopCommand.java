package io.kwalk.shell.command;

import io.kwalk.linux.Kernel;
import io.kwalk.linux.task.Task;
import io.kwalk.shell.Command;
import io.kwalk.shell.CommandException;
import io.kwalk.shell.Output;
import io.kwalk.shell.Session;
import io.kwalk.shell.TaskArguments;
import io.kwalk.shell.line.Addresses;
import io.kwalk.shell.line.Options;
import java.util.List;

/** Virtual to physical addresses, with each step of the page tables. */
public final class VtopCommand implements Command {
  @Override
  public String name() {
    return "vtop";
  }

  @Override
  public void run(Session session, List<String> arguments, Output output) throws CommandException {
    Options options = Options.parse(arguments, "ukc:");
    if (options.arguments().isEmpty()) {
      throw CommandException.usage("an address is needed");
    }
    Kernel kernel = session.kernel();
    String who = options.value("c");
    Task task = who == null ? session.currentTask() : TaskArguments.parse(kernel, who);
    boolean first = true;
    for (String argument : options.arguments()) {
      if (!first && !output.json()) {
        output.line("");
      }
      first = false;
      long address = Addresses.parse(kernel, argument);
      boolean user = options.has("u") || !options.has("k") && !AddressSpace.isKernel(address);
      if (user) {
        Translation.ofUser(kernel, task, address).print(output);
      } else {
        Translation.ofKernel(kernel, address).print(output);
      }
    }
  }
}
