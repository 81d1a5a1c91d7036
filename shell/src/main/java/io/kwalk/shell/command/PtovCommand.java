package io.kwalk.shell.command;

import io.kwalk.linux.Kernel;
import io.kwalk.linux.cpu.PerCpu;
import io.kwalk.shell.Command;
import io.kwalk.shell.CommandException;
import io.kwalk.shell.JsonObject;
import io.kwalk.shell.Output;
import io.kwalk.shell.Session;
import io.kwalk.shell.Text;
import io.kwalk.shell.line.Addresses;
import io.kwalk.shell.line.CpuSpec;
import io.kwalk.shell.line.Options;
import java.util.List;

/** Physical addresses, and per-CPU offsets, to virtual addresses. */
public final class PtovCommand implements Command {
  @Override
  public String name() {
    return "ptov";
  }

  @Override
  public void run(Session session, List<String> words, Output output) throws CommandException {
    List<String> arguments = Options.none(words);
    if (arguments.isEmpty()) {
      throw CommandException.usage("an address, or an offset with CPUs behind a colon, is needed");
    }
    boolean first = true;
    for (String argument : arguments) {
      int colon = argument.indexOf(':');
      if (!first && colon < 0 && !output.json()) {
        output.line("");
      }
      first = false;
      if (colon >= 0) {
        perCpu(session, argument.substring(0, colon), argument.substring(colon + 1), output);
      } else {
        physical(session.kernel(), argument, output);
      }
    }
  }

  private static void physical(Kernel kernel, String argument, Output output)
      throws CommandException {
    long address = Addresses.parse(kernel, argument);
    long virtual = directMap(kernel, address);
    if (output.json()) {
      output.row(new JsonObject().putAddress("virtual", virtual).putAddress("physical", address));
      return;
    }
    output.line("VIRTUAL           PHYSICAL        ");
    output.line(Text.hex(virtual, 16) + "  " + Text.left(Long.toHexString(address), 16));
  }

  private static long directMap(Kernel kernel, long physical) throws CommandException {
    kernel.imageSymbols();
    return kernel
        .layout()
        .map()
        .directMapOf(physical)
        .orElseThrow(() -> new CommandException("where the kernel maps all memory is not known"));
  }

  private static void perCpu(Session session, String offsetText, String cpus, Output output)
      throws CommandException {
    Kernel kernel = session.kernel();
    long offset = Addresses.parse(kernel, offsetText);
    List<Integer> wanted = CpuSpec.parse(session, cpus);
    PerCpu perCpu = kernel.perCpu();
    if (!output.json()) {
      output.line("PER-CPU OFFSET: " + Long.toHexString(offset));
      output.line("  CPU    VIRTUAL         ");
    }
    for (int cpu : wanted) {
      long virtual = offset + perCpu.offset(cpu);
      if (output.json()) {
        output.row(
            new JsonObject()
                .putAddress("offset", offset)
                .put("cpu", cpu)
                .putAddress("virtual", virtual));
      } else {
        output.line("  [" + cpu + "]  " + Long.toHexString(virtual));
      }
    }
  }
}
