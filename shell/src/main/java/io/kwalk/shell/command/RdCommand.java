package io.kwalk.shell.command;

import io.kwalk.core.memory.Memory;
import io.kwalk.shell.Command;
import io.kwalk.shell.CommandException;
import io.kwalk.shell.Output;
import io.kwalk.shell.Session;
import io.kwalk.shell.line.Addresses;
import io.kwalk.shell.line.Options;
import java.util.List;

/** Raw memory. */
public final class RdCommand implements Command {
  @Override
  public String name() {
    return "rd";
  }

  @Override
  public void run(Session session, List<String> arguments, Output output) throws CommandException {
    Options options = Options.parse(arguments, "adDsSupxmfNRo:e:r:", "8", "16", "32", "64");
    if (options.arguments().isEmpty()) {
      throw CommandException.usage("an address or a symbol is needed");
    }
    long address = Addresses.parse(session.kernel(), options.arguments().getFirst());
    Memory memory = options.has("p") ? session.kernel().physical() : session.kernel().memory();
    output.line(String.format("%016x:  %016x", address, memory.u64(address)));
  }
}
