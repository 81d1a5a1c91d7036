package io.kwalk.shell.kmem;

import io.kwalk.linux.mm.BootMemory;
import io.kwalk.linux.mm.ContiguousArea;
import io.kwalk.shell.CommandException;
import io.kwalk.shell.JsonObject;
import io.kwalk.shell.Text;
import java.util.ArrayList;
import java.util.List;

/** What was set apart at boot: memblock's ranges (-b), areas of CMA (-M). */
final class BootTables {
  /** enum memblock_flags, by bit (include/linux/memblock.h). */
  private static final List<String> FLAGS =
      List.of("hotplug", "mirror", "nomap", "driver_managed", "reserved_noinit", "reserved_kernel");

  private final KmemContext context;
  private final List<String> troubles = new ArrayList<>();

  BootTables(KmemContext context) {
    this.context = context;
  }

  /** kmem -b. */
  void printMemory() throws CommandException {
    List<BootMemory> ranges = BootMemory.of(context.kernel(), troubles);
    context.faults().addAll(troubles);
    if (ranges.isEmpty() && troubles.isEmpty()) {
      throw new CommandException("this kernel kept no list of its memory at boot (memblock)");
    }
    if (!context.output().json()) {
      context.output().line("LIST          START              END         SIZE  NODE  FLAGS");
    }
    ranges.forEach(this::print);
  }

  private void print(BootMemory range) {
    List<String> flags = new ArrayList<>();
    for (int bit = 0; bit < FLAGS.size(); bit++) {
      if ((range.flags() >>> bit & 1) != 0) {
        flags.add(FLAGS.get(bit));
      }
    }
    if (context.output().json()) {
      JsonObject row =
          new JsonObject()
              .put("list", range.list())
              .putAddress("start", range.start())
              .put("size", range.size());
      if (range.node() >= 0) {
        row.put("node", range.node());
      } else {
        row.putNull("node");
      }
      context.output().row(row.putStrings("flags", flags));
      return;
    }
    context
        .output()
        .line(
            Text.left(range.list(), 8)
                + KmemContext.hex(range.start(), 12)
                + " - "
                + KmemContext.hex(range.start() + range.size() - 1, 12)
                + KmemContext.number(range.size(), 13)
                + Text.right(range.node() < 0 ? "-" : Integer.toString(range.node()), 6)
                + (flags.isEmpty() ? "" : "  " + String.join(",", flags)));
  }

  /** kmem -M. */
  void printAreas() throws CommandException {
    List<ContiguousArea> areas = ContiguousArea.of(context.kernel(), troubles);
    context.faults().addAll(troubles);
    if (areas.isEmpty() && troubles.isEmpty()) {
      throw new CommandException("this kernel has no areas for contiguous memory (CMA)");
    }
    if (!context.output().json()) {
      context.output().line("      CMA            START         PAGES      USED  NAME");
    }
    long pageSize = context.kernel().pageTables().pageSize();
    for (ContiguousArea area : areas) {
      if (context.output().json()) {
        context
            .output()
            .row(
                new JsonObject()
                    .putAddress("cma", area.address())
                    .putAddress("start", area.startPage() * pageSize)
                    .put("pages", area.pages())
                    .put("used_pages", area.usedPages())
                    .put("name", area.name()));
      } else {
        context
            .output()
            .line(
                Text.hex(area.address(), 16)
                    + KmemContext.hex(area.startPage() * pageSize, 14)
                    + KmemContext.number(area.pages(), 10)
                    + KmemContext.number(area.usedPages(), 10)
                    + "  "
                    + Text.escape(area.name()));
      }
    }
  }
}
