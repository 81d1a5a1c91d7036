package io.kwalk.shell.command;

import io.kwalk.shell.Command;
import io.kwalk.shell.CommandException;
import io.kwalk.shell.JsonObject;
import io.kwalk.shell.Output;
import io.kwalk.shell.Session;
import io.kwalk.shell.line.Numbers;
import io.kwalk.shell.line.Options;
import java.util.List;

/** Page numbers to bytes. */
public final class PtobCommand implements Command {
  @Override
  public String name() {
    return "ptob";
  }

  @Override
  public void run(Session session, List<String> words, Output output) throws CommandException {
    List<String> arguments = Options.none(words);
    if (arguments.isEmpty()) {
      throw CommandException.usage("a page number is needed");
    }
    int shift = PageShift.of(session.kernel());
    for (String argument : arguments) {
      // As crash reads it: decimal unless it shows otherwise.
      long page =
          Numbers.plain(argument)
              .orElseThrow(() -> new CommandException("not a page number: " + argument));
      long address = page << shift;
      if (output.json()) {
        output.row(new JsonObject().putAddress("pfn", page).putAddress("address", address));
      } else {
        output.line(Long.toHexString(page) + ": " + Long.toHexString(address));
      }
    }
  }
}
