package io.kwalk.shell.vm;

import io.kwalk.linux.Kernel;
import io.kwalk.linux.mm.SwapArea;
import io.kwalk.shell.Command;
import io.kwalk.shell.CommandException;
import io.kwalk.shell.JsonObject;
import io.kwalk.shell.Output;
import io.kwalk.shell.Session;
import io.kwalk.shell.Text;
import io.kwalk.shell.command.Faults;
import io.kwalk.shell.line.Options;
import java.util.ArrayList;
import java.util.List;

/** Swap files and devices. */
public final class SwapCommand implements Command {
  @Override
  public String name() {
    return "swap";
  }

  @Override
  public void run(Session session, List<String> arguments, Output output) throws CommandException {
    if (!Options.none(arguments).isEmpty()) {
      throw CommandException.usage("takes no arguments");
    }
    Kernel kernel = session.kernel();
    Faults faults = new Faults();
    List<String> troubles = new ArrayList<>();
    List<SwapArea> areas = faults.read(() -> SwapArea.all(kernel, troubles), List.of());
    faults.addAll(troubles);
    long kib = kernel.pageTables().pageSize() >> 10;
    if (!output.json()) {
      output.line("SWAP_INFO_STRUCT    TYPE       SIZE       USED     PCT  PRI  FILENAME");
    }
    for (SwapArea area : areas) {
      print(area, kib, output);
    }
    faults.report(output);
  }

  private static void print(SwapArea area, long kib, Output output) {
    String type = area.isDevice() ? "PARTITION" : "FILE";
    if (output.json()) {
      output.row(
          new JsonObject()
              .putAddress("swap_info", area.address())
              .put("type", type)
              .put("size_kib", area.pages() * kib)
              .put("used_kib", area.usedPages() * kib)
              .put("priority", area.priority())
              .put("file", area.path()));
      return;
    }
    long share = area.pages() == 0 ? 0 : 100 * area.usedPages() / area.pages();
    output.line(
        Text.hex(area.address(), 16)
            + "  "
            + Text.center(type, 8)
            + " "
            + Text.right(area.pages() * kib + "k", 10)
            + " "
            + Text.right(area.usedPages() * kib + "k", 10)
            + "  "
            + Text.right(share + "%", 4)
            + "  "
            + Text.right(Integer.toString(area.priority()), 3)
            + "  "
            + Text.escape(area.path()));
  }
}
