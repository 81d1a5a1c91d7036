package io.kwalk.shell.kmem;

import io.kwalk.linux.Kernel;
import io.kwalk.linux.mm.BuddyLists;
import io.kwalk.linux.mm.CpuFreePages;
import io.kwalk.linux.mm.FreeArea;
import io.kwalk.linux.mm.MemoryNode;
import io.kwalk.linux.mm.MemoryStatistics;
import io.kwalk.linux.mm.MemoryStatistics.Counter;
import io.kwalk.linux.mm.MemoryZone;
import io.kwalk.linux.mm.PageStructs;
import io.kwalk.shell.JsonObject;
import io.kwalk.shell.Output;
import io.kwalk.shell.Text;
import java.util.ArrayList;
import java.util.List;

/** What kmem says of zones: their counters (-z, -V) and their free lists (-f, -F). */
final class ZoneTables {
  private static final String TITLES =
      "ZONE  NAME        SIZE    FREE      MEM_MAP       START_PADDR  START_MAPNR";

  /** crash's column of counters in -V. */
  private static final int COUNTER_WIDTH = 26;

  private final KmemContext context;
  private final Kernel kernel;
  private final Output output;

  ZoneTables(KmemContext context) {
    this.context = context;
    kernel = context.kernel();
    output = context.output();
  }

  /** kmem -z. */
  void printCounters() {
    List<String> names = MemoryStatistics.of(kernel).zoneNames();
    int width = 0;
    for (String name : names) {
      width = Math.max(width, name.length());
    }
    for (MemoryZone zone : context.zones()) {
      if (output.json()) {
        output.row(json(zone, names));
      } else {
        print(zone, names, width);
      }
    }
  }

  private void print(MemoryZone zone, List<String> names, int width) {
    output.line(
        "NODE: "
            + zone.node()
            + "  ZONE: "
            + zone.index()
            + "  ADDR: "
            + Long.toHexString(zone.address())
            + "  NAME: \""
            + Text.escape(zone.name())
            + "\"");
    if (!zone.isPopulated()) {
      output.line("  [unpopulated]");
      output.line("");
      return;
    }
    boolean holes = zone.presentPages() != zone.spannedPages();
    output.line(
        "  SIZE: "
            + zone.spannedPages()
            + (holes ? "  PRESENT: " + zone.presentPages() : "")
            + "  MIN/LOW/HIGH: "
            + watermark(zone, 0)
            + "/"
            + watermark(zone, 1)
            + "/"
            + watermark(zone, 2));
    output.line("  VM_STAT:");
    for (int i = 0; i < Math.min(names.size(), zone.statistics().size()); i++) {
      output.line(Text.right(names.get(i), width) + ": " + zone.statistics().get(i));
    }
    output.line("");
    output.line("");
  }

  private static long watermark(MemoryZone zone, int index) {
    return index < zone.watermarks().size() ? zone.watermarks().get(index) : 0;
  }

  private static JsonObject json(MemoryZone zone, List<String> names) {
    JsonObject row =
        new JsonObject()
            .put("node", zone.node())
            .put("zone", zone.index())
            .putAddress("address", zone.address())
            .put("name", zone.name())
            .put("start_page", zone.startPage())
            .put("spanned_pages", zone.spannedPages())
            .put("present_pages", zone.presentPages())
            .put("managed_pages", zone.managedPages())
            .put("min_watermark", watermark(zone, 0))
            .put("low_watermark", watermark(zone, 1))
            .put("high_watermark", watermark(zone, 2));
    for (int i = 0; i < Math.min(names.size(), zone.statistics().size()); i++) {
      row.put(names.get(i), zone.statistics().get(i));
    }
    return row;
  }

  /** kmem -V. */
  void printStatistics() {
    MemoryStatistics statistics = MemoryStatistics.of(kernel);
    List<String> troubles = new ArrayList<>();
    table("VM_ZONE_STAT", statistics.zones(), COUNTER_WIDTH);
    table("VM_NODE_STAT", statistics.nodes(), COUNTER_WIDTH);
    table("VM_NUMA_STAT", statistics.numa(), COUNTER_WIDTH);
    if (output.json()) {
      // Crash has a table of the name that these had to 5.13 only.
      table("VM_NUMA_EVENT", statistics.numaEvents(troubles), COUNTER_WIDTH);
    }
    table("VM_EVENT_STATES", statistics.events(troubles), 0);
    context.faults().addAll(troubles);
  }

  private void table(String title, List<Counter> counters, int least) {
    if (counters.isEmpty()) {
      return;
    }
    int width = least;
    for (Counter counter : counters) {
      width = Math.max(width, counter.name().length());
    }
    if (!output.json()) {
      output.line("  " + title + ":");
    }
    for (Counter counter : counters) {
      if (output.json()) {
        output.row(
            new JsonObject()
                .put("table", title)
                .put("name", counter.name())
                .put("value", counter.value()));
      } else {
        output.line(Text.right(counter.name(), width) + ": " + counter.value());
      }
    }
    if (!output.json()) {
      output.line("");
    }
  }

  /** kmem -f, or -F with every block. */
  void printFree(boolean blocks) {
    long counted = 0;
    long found = 0;
    for (MemoryNode node : context.nodes()) {
      for (MemoryZone zone : node.zones()) {
        output.checkInterrupted();
        counted += free(zone);
        found += printFree(node, zone, blocks);
      }
    }
    if (output.json()) {
      return;
    }
    String check = counted == found ? "(verified)" : "(found " + found + ")";
    output.line("nr_free_pages: " + counted + "  " + check);
  }

  /** NR_FREE_PAGES is the first of a zone's counters. */
  private long free(MemoryZone zone) {
    int index = MemoryStatistics.of(kernel).zoneNames().indexOf("NR_FREE_PAGES");
    return index < 0 || index >= zone.statistics().size() ? 0 : zone.statistics().get(index);
  }

  private long printFree(MemoryNode node, MemoryZone zone, boolean blocks) {
    titles(node, zone);
    long found = 0;
    boolean text = !output.json();
    if (zone.isPopulated()) {
      List<String> troubles = new ArrayList<>();
      List<FreeArea> areas = BuddyLists.of(kernel).of(zone, troubles);
      context.faults().addAll(troubles);
      if (text && !blocks) {
        output.line("AREA    SIZE  FREE_AREA_STRUCT  BLOCKS  PAGES");
      }
      for (FreeArea area : areas) {
        found += area.freePages();
        print(zone, area, blocks, -1);
      }
    }
    if (text) {
      output.line("");
    }
    return found;
  }

  private void titles(MemoryNode node, MemoryZone zone) {
    if (output.json()) {
      return;
    }
    output.line(TITLES);
    long pageSize = kernel.pageTables().pageSize();
    long start = zone.startPage() * pageSize;
    boolean there = zone.spannedPages() != 0;
    String map = there ? Long.toHexString(PageStructs.of(kernel).address(start)) : "0";
    long number = there ? Math.max(0, zone.startPage() - node.startPage()) : 0;
    output.line(
        KmemContext.number(zone.index(), 3)
            + "   "
            + Text.left(Text.escape(zone.name()), 9)
            + KmemContext.number(zone.spannedPages(), 7)
            + " "
            + KmemContext.number(free(zone), 7)
            + "  "
            + Text.center(map, 16)
            + "  "
            + Text.center(Long.toHexString(there ? start : 0), 12)
            + " "
            + Text.center(Long.toString(number), 11));
  }

  private String area(FreeArea area) {
    long kilobytes = ((long) kernel.pageTables().pageSize() << area.order()) / 1024;
    return KmemContext.number(area.order(), 3)
        + "   "
        + KmemContext.number(kilobytes, 5)
        + "k  "
        + Text.left(Long.toHexString(area.address()), 16);
  }

  /**
   * @param cpu the processor whose list it is, -1 for the zone's own
   */
  private void print(MemoryZone zone, FreeArea area, boolean blocks, int cpu) {
    if (output.json()) {
      JsonObject row = new JsonObject().put("node", zone.node()).put("zone", zone.name());
      if (cpu >= 0) {
        row.put("cpu", cpu);
      }
      row =
          row.put("order", area.order())
              .put("migrate_type", area.migrateType())
              .putAddress("list", area.address())
              .put("blocks", area.pages().length)
              .put("pages", area.freePages());
      if (blocks) {
        List<String> pages = new ArrayList<>();
        for (long page : area.pages()) {
          pages.add("0x" + Long.toHexString(page));
        }
        row.putStrings("struct_pages", pages);
      }
      output.row(row);
    } else if (blocks) {
      output.line("AREA    SIZE  FREE_AREA_STRUCT");
      output.line(area(area) + "  ");
      for (long page : area.pages()) {
        output.line(Long.toHexString(page));
      }
    } else {
      output.line(
          area(area)
              + "  "
              + KmemContext.number(area.pages().length, 6)
              + " "
              + KmemContext.number(area.freePages(), 6));
    }
  }

  /** kmem -f -a: the free pages that processors keep, checked against their counters. */
  void printFreeOfProcessors(boolean blocks) {
    for (MemoryZone zone : context.zones()) {
      if (zone.isPopulated()) {
        List<String> troubles = new ArrayList<>();
        for (CpuFreePages cpu : CpuFreePages.of(kernel, zone, troubles)) {
          print(zone, cpu, blocks);
        }
        context.faults().addAll(troubles);
      }
    }
  }

  private void print(MemoryZone zone, CpuFreePages cpu, boolean blocks) {
    String check = cpu.counted() == cpu.found() ? "(verified)" : "(found " + cpu.found() + ")";
    if (!output.json()) {
      output.line("");
      output.line(
          "CPU "
              + cpu.cpu()
              + "  ZONE: "
              + zone.index()
              + "  NAME: \""
              + Text.escape(zone.name())
              + "\"  PER_CPU_PAGES: "
              + Long.toHexString(cpu.address())
              + "  COUNT: "
              + cpu.counted()
              + "  "
              + check);
      if (!blocks) {
        output.line("AREA    SIZE  FREE_AREA_STRUCT  BLOCKS  PAGES");
      }
    }
    for (FreeArea list : cpu.lists()) {
      print(zone, list, blocks, cpu.cpu());
    }
  }

  /** kmem -f ADDRESS: the free block that the page is part of; whether there is one. */
  boolean printFreeBlock(long page) {
    List<MemoryNode> nodes = context.nodes();
    BuddyLists.Place place = BuddyLists.of(kernel).find(page, nodes).orElse(null);
    if (place == null) {
      return false;
    }
    if (output.json()) {
      output.row(
          new JsonObject()
              .put("kind", "free")
              .put("node", place.zone().node())
              .put("zone", place.zone().name())
              .put("order", place.area().order())
              .put("migrate_type", place.area().migrateType())
              .putAddress("list", place.area().address())
              .putAddress("block", place.block()));
      return true;
    }
    for (MemoryNode node : nodes) {
      if (node.id() == place.zone().node()) {
        titles(node, place.zone());
      }
    }
    output.line("AREA    SIZE  FREE_AREA_STRUCT");
    output.line(area(place.area()) + "  ");
    long number = (page - place.block()) / PageStructs.of(kernel).structSize() + 1;
    long pages = 1L << place.area().order();
    String within =
        pages == 1
            ? ""
            : "(" + Long.toHexString(page) + " is " + ordinal(number) + " of " + pages + " pages) ";
    output.line(Long.toHexString(place.block()) + "  " + within);
    return true;
  }

  private static String ordinal(long number) {
    long last = number % 100 / 10 == 1 ? 0 : number % 10;
    return number + (last == 1 ? "st" : last == 2 ? "nd" : last == 3 ? "rd" : "th");
  }
}
