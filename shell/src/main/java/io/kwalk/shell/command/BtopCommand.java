package io.kwalk.shell.command;

import io.kwalk.shell.Command;
import io.kwalk.shell.CommandException;
import io.kwalk.shell.JsonObject;
import io.kwalk.shell.Output;
import io.kwalk.shell.Session;
import io.kwalk.shell.line.Addresses;
import io.kwalk.shell.line.Options;
import java.util.List;

/** Bytes to page numbers. */
public final class BtopCommand implements Command {
  @Override
  public String name() {
    return "btop";
  }

  @Override
  public void run(Session session, List<String> words, Output output) throws CommandException {
    List<String> arguments = Options.none(words);
    if (arguments.isEmpty()) {
      throw CommandException.usage("an address is needed");
    }
    int shift = PageShift.of(session.kernel());
    for (String argument : arguments) {
      long address = Addresses.parse(session.kernel(), argument);
      long page = address >>> shift;
      if (output.json()) {
        output.row(new JsonObject().putAddress("address", address).putAddress("pfn", page));
      } else {
        output.line(Long.toHexString(address) + ": " + Long.toHexString(page));
      }
    }
  }
}
