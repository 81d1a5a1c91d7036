package io.kwalk.shell.kmem;

import io.kwalk.linux.Kernel;
import io.kwalk.linux.mm.HugePagePool;
import io.kwalk.linux.mm.MappedArea;
import io.kwalk.linux.mm.MappedAreas;
import io.kwalk.linux.mm.MemoryBlocks;
import io.kwalk.linux.mm.MemoryNode;
import io.kwalk.linux.mm.MemorySection;
import io.kwalk.linux.mm.MemorySections;
import io.kwalk.linux.mm.MemoryZone;
import io.kwalk.linux.mm.PageStructs;
import io.kwalk.shell.JsonObject;
import io.kwalk.shell.Output;
import io.kwalk.shell.Text;
import java.util.ArrayList;
import java.util.List;
import java.util.PrimitiveIterator;

/** Where memory is: nodes and sections (-n), vmalloc areas (-v), per-CPU areas (-o), pools (-h). */
final class PlaceTables {
  private static final String AREA_TITLES =
      "   VMAP_AREA         VM_STRUCT                 ADDRESS RANGE                SIZE";

  private final KmemContext context;
  private final Kernel kernel;
  private final Output output;
  private final List<String> troubles = new ArrayList<>();

  PlaceTables(KmemContext context) {
    this.context = context;
    kernel = context.kernel();
    output = context.output();
  }

  private void done() {
    context.faults().addAll(troubles);
  }

  /** kmem -o. */
  void printOffsets() {
    if (!output.json()) {
      output.line("PER-CPU OFFSET VALUES:");
    }
    PrimitiveIterator.OfInt cpus = kernel.perCpu().possible().iterator();
    while (cpus.hasNext()) {
      int cpu = cpus.nextInt();
      long offset = kernel.perCpu().offset(cpu);
      if (output.json()) {
        output.row(new JsonObject().put("cpu", cpu).putAddress("offset", offset));
      } else {
        output.line("  CPU " + cpu + ": " + Text.hex(offset, 16));
      }
    }
  }

  /** kmem -h. */
  void printPools() {
    if (!output.json()) {
      output.line("     HSTATE        SIZE    FREE   TOTAL  NAME");
    }
    for (HugePagePool pool : HugePagePool.of(kernel, troubles)) {
      long bytes = (long) kernel.pageTables().pageSize() << pool.order();
      if (output.json()) {
        output.row(
            new JsonObject()
                .putAddress("hstate", pool.address())
                .put("size", bytes)
                .put("free", pool.free())
                .put("total", pool.total())
                .put("reserved", pool.reserved())
                .put("surplus", pool.surplus())
                .put("name", pool.name())
                .putObjects("nodes", pool.nodes().stream().map(PlaceTables::row).toList()));
      } else {
        output.line(
            Text.hex(pool.address(), 16)
                + Text.right(size(bytes), 7)
                + KmemContext.number(pool.free(), 8)
                + KmemContext.number(pool.total(), 8)
                + "  "
                + Text.escape(pool.name()));
      }
    }
    done();
  }

  private static JsonObject row(HugePagePool.Node node) {
    return new JsonObject()
        .put("node", node.node())
        .put("free", node.free())
        .put("total", node.total())
        .put("surplus", node.surplus());
  }

  private static String size(long bytes) {
    if (bytes >= 1L << 30) {
      return (bytes >> 30) + "GB";
    }
    return bytes >= 1L << 20 ? (bytes >> 20) + "MB" : (bytes >> 10) + "KB";
  }

  /** kmem -v. */
  void printAreas() {
    if (!output.json()) {
      output.line(AREA_TITLES);
    }
    for (MappedArea area : MappedAreas.of(kernel, troubles)) {
      print(area);
    }
    done();
  }

  /** kmem -v ADDRESS: the area that holds it; whether there is one. */
  boolean printArea(long address) {
    for (MappedArea area : MappedAreas.of(kernel, troubles)) {
      if (area.contains(address)) {
        if (!output.json()) {
          output.line(AREA_TITLES);
        }
        print(area);
        done();
        return true;
      }
    }
    done();
    return false;
  }

  private void print(MappedArea area) {
    if (output.json()) {
      output.row(
          new JsonObject()
              .put("kind", "vmalloc")
              .putAddress("vmap_area", area.address())
              .putAddress("vm_struct", area.vmStruct())
              .putAddress("start", area.start())
              .putAddress("end", area.end())
              .put("size", area.size()));
      return;
    }
    output.line(
        Text.hex(area.address(), 16)
            + "  "
            + Text.hex(area.vmStruct(), 16)
            + "  "
            + Text.hex(area.start(), 16)
            + " - "
            + Text.hex(area.end(), 16)
            + "  "
            + KmemContext.number(area.size(), 7));
  }

  /** kmem -n. */
  void printNodes() {
    for (MemoryNode node : context.nodes()) {
      print(node);
    }
    List<MemorySection> sections = MemorySections.of(kernel, troubles);
    if (!output.json()) {
      output.line("-------------------------------------------------------------------");
      output.line("");
      output.line("NR      SECTION        CODED_MEM_MAP        MEM_MAP       STATE PFN");
    }
    for (MemorySection section : sections) {
      print(section);
    }
    printBlocks();
    done();
  }

  private void print(MemoryNode node) {
    long pageSize = kernel.pageTables().pageSize();
    PageStructs pages = PageStructs.of(kernel);
    long start = node.startPage() * pageSize;
    if (output.json()) {
      List<JsonObject> zones = new ArrayList<>();
      for (MemoryZone zone : node.zones()) {
        zones.add(
            new JsonObject()
                .put("name", zone.name())
                .putAddress("address", zone.address())
                .put("start_page", zone.startPage())
                .put("spanned_pages", zone.spannedPages()));
      }
      output.row(
          new JsonObject()
              .put("kind", "node")
              .put("node", node.id())
              .putAddress("address", node.address())
              .put("spanned_pages", node.spannedPages())
              .put("present_pages", node.presentPages())
              .put("start_page", node.startPage())
              .putAddress("memory_map", pages.address(start))
              .putObjects("zones", zones));
      return;
    }
    output.line("NODE    SIZE      PGLIST_DATA       BOOTMEM_DATA       NODE_ZONES   ");
    String first = node.zones().isEmpty() ? "" : Text.hex(node.zones().getFirst().address(), 16);
    output.line(
        KmemContext.number(node.id(), 3)
            + "  "
            + KmemContext.number(node.spannedPages(), 8)
            + "   "
            + Text.hex(node.address(), 16)
            + "        ----        "
            + first);
    for (int i = 1; i < node.zones().size(); i++) {
      output.line(" ".repeat(52) + Text.hex(node.zones().get(i).address(), 16));
    }
    output.line("    MEM_MAP          START_PADDR    START_MAPNR");
    output.line(
        Text.hex(pages.address(start), 16)
            + "  "
            + Text.center(Long.toHexString(start), 14)
            + " "
            + Text.center(Long.toString(node.startPage()), 14));
    output.line("");
    output.line("ZONE  NAME         SIZE       MEM_MAP      START_PADDR  START_MAPNR");
    for (MemoryZone zone : node.zones()) {
      boolean there = zone.spannedPages() != 0;
      long zoneStart = there ? zone.startPage() * pageSize : 0;
      String map = there ? Text.hex(pages.address(zoneStart), 16) : "0";
      output.line(
          KmemContext.number(zone.index(), 3)
              + "   "
              + Text.left(Text.escape(zone.name()), 9)
              + KmemContext.number(zone.spannedPages(), 8)
              + "  "
              + Text.right(map, 16)
              + " "
              + KmemContext.hex(zoneStart, 12)
              + " "
              + KmemContext.number(there ? zone.startPage() : 0, 12));
    }
    output.line("");
  }

  private void print(MemorySection section) {
    if (output.json()) {
      output.row(
          new JsonObject()
              .put("kind", "section")
              .put("number", section.number())
              .putAddress("address", section.address())
              .putAddress("coded_memory_map", section.codedMap())
              .putAddress("memory_map", section.map())
              .put("state", section.state())
              .put("first_page", section.firstPage()));
      return;
    }
    output.line(
        KmemContext.number(section.number(), 2)
            + "  "
            + Text.hex(section.address(), 16)
            + "  "
            + Text.hex(section.codedMap(), 16)
            + "  "
            + Text.hex(section.map(), 16)
            + " "
            + Text.center(section.state(), 5)
            + "  "
            + section.firstPage());
  }

  private void printBlocks() {
    List<MemoryBlocks.MemoryBlock> blocks = MemoryBlocks.of(kernel, troubles);
    if (blocks.isEmpty()) {
      return;
    }
    if (!output.json()) {
      output.line("");
      output.line(
          "   MEM_BLOCK        NAME        PHYSICAL RANGE     NODE  STATE   START_SECTION_NO");
    }
    for (MemoryBlocks.MemoryBlock block : blocks) {
      if (output.json()) {
        output.row(
            new JsonObject()
                .put("kind", "block")
                .putAddress("address", block.address())
                .put("name", block.name())
                .putAddress("start", block.start())
                .putAddress("end", block.start() + block.size() - 1)
                .put("node", block.node())
                .put("state", block.state())
                .put("start_section", block.section()));
      } else {
        output.line(
            " "
                + Text.hex(block.address(), 16)
                + "   "
                + Text.left(Text.escape(block.name()), 8)
                + KmemContext.hex(block.start(), 12)
                + " - "
                + KmemContext.hex(block.start() + block.size() - 1, 8)
                + "  "
                + KmemContext.number(block.node(), 1)
                + "    "
                + Text.left(block.state(), 7)
                + " "
                + block.section());
      }
    }
  }
}
