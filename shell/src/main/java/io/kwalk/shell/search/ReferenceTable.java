package io.kwalk.shell.search;

import io.kwalk.core.memory.MemoryFault;
import io.kwalk.linux.Kernel;
import io.kwalk.linux.identify.Identity;
import io.kwalk.linux.search.References;
import io.kwalk.linux.task.TaskStack;
import io.kwalk.shell.CommandException;
import io.kwalk.shell.JsonObject;
import io.kwalk.shell.Output;
import io.kwalk.shell.command.Faults;
import io.kwalk.shell.identify.IdentityJson;
import io.kwalk.shell.identify.IdentityText;
import io.kwalk.shell.line.Addresses;
import io.kwalk.shell.line.Options;
import java.util.ArrayList;
import java.util.List;

/** search -R: who refers to an address. */
final class ReferenceTable {
  private final Kernel kernel;
  private final Output output;
  private final Faults faults;

  ReferenceTable(Kernel kernel, Output output, Faults faults) {
    this.kernel = kernel;
    this.output = output;
    this.faults = faults;
  }

  void print(Options options) throws CommandException {
    for (Options.Option option : options.all()) {
      if (!option.name().equals("R")) {
        throw CommandException.usage("-R and -" + option.name() + " exclude each other");
      }
    }
    List<String> words = new ArrayList<>();
    words.add(String.valueOf(options.value("R")));
    words.addAll(options.arguments());
    boolean first = true;
    for (String word : words) {
      if (!first && !output.json()) {
        output.line("");
      }
      first = false;
      print(Addresses.parse(kernel, word));
    }
  }

  private void print(long address) {
    List<String> troubles = new ArrayList<>();
    References references = new References(kernel, troubles);
    References.Target target = references.target(address);
    if (!output.json()) {
      output.line(Long.toHexString(address) + ": " + IdentityText.of(target.identity()));
    }
    references.to(target, found -> print(target, found), output::checkInterrupted);
    faults.addAll(troubles);
  }

  private void print(References.Target target, References.Reference found) {
    long offset = found.value() - target.start();
    if (output.json()) {
      output.row(
          new JsonObject()
              .putAddress("address", found.address())
              .putAddress("value", found.value())
              .put("target_offset", offset)
              .put("stale", isStale(found))
              .put("where", IdentityJson.of(found.where())));
      return;
    }
    String into = target.length() == 1 ? "" : " -> +0x" + Long.toHexString(offset);
    output.line(
        "  "
            + Long.toHexString(found.address())
            + into
            + "  "
            + IdentityText.of(found.where())
            + (isStale(found) ? ", left over" : ""));
  }

  /** Whether it is in a part of a stack that nobody uses any more. */
  private static boolean isStale(References.Reference found) {
    if (!(found.where() instanceof Identity.TaskStack stack)) {
      return false;
    }
    try {
      return stack.task().activeCpu().isEmpty()
          && Long.compareUnsigned(found.address(), TaskStack.pointer(stack.task())) < 0;
    } catch (MemoryFault _) {
      return false;
    }
  }
}
