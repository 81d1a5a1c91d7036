package io.kwalk.shell.command;

import io.kwalk.shell.Command;
import io.kwalk.shell.CommandException;
import io.kwalk.shell.Output;
import io.kwalk.shell.Session;
import io.kwalk.shell.line.Numbers;
import io.kwalk.shell.line.Options;
import java.util.List;

/** Page table entries in words. */
public final class PteCommand implements Command {
  @Override
  public String name() {
    return "pte";
  }

  @Override
  public void run(Session session, List<String> words, Output output) throws CommandException {
    List<String> arguments = Options.none(words);
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
