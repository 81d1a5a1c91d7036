package io.kwalk.shell.command;

import io.kwalk.shell.Command;
import io.kwalk.shell.CommandException;
import io.kwalk.shell.Output;
import io.kwalk.shell.Session;
import io.kwalk.shell.line.Numbers;
import java.util.List;

/** Page table entries in words. */
public final class PteCommand implements Command {
  @Override
  public String name() {
    return "pte";
  }

  @Override
  public void run(Session session, List<String> arguments, Output output) throws CommandException {
    if (arguments.isEmpty()) {
      throw CommandException.usage("the contents of a page table entry are needed");
    }
    for (String argument : arguments) {
      long value =
          Numbers.hexadecimal(argument)
              .orElseThrow(() -> new CommandException("not a hexadecimal value: " + argument));
      PageTableEntry.of(session.kernel(), value).print(output);
    }
  }
}
