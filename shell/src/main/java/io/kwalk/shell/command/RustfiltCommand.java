package io.kwalk.shell.command;

import io.kwalk.core.debuginfo.rust.RustNames;
import io.kwalk.shell.Command;
import io.kwalk.shell.CommandException;
import io.kwalk.shell.JsonObject;
import io.kwalk.shell.Output;
import io.kwalk.shell.Session;
import io.kwalk.shell.Text;
import io.kwalk.shell.line.Options;
import java.util.List;

/** Rust's names behind mangled ones. */
public final class RustfiltCommand implements Command {
  @Override
  public String name() {
    return "rustfilt";
  }

  @Override
  public void run(Session session, List<String> words, Output output) throws CommandException {
    List<String> arguments = Options.none(words);
    if (arguments.isEmpty()) {
      throw CommandException.usage("a mangled symbol is needed");
    }
    for (String symbol : arguments) {
      String name =
          RustNames.demangle(symbol)
              .orElseThrow(() -> new CommandException("not a Rust symbol: " + symbol));
      if (output.json()) {
        output.row(new JsonObject().put("symbol", symbol).put("name", name));
      } else {
        output.line(Text.escape(name));
      }
    }
  }
}
