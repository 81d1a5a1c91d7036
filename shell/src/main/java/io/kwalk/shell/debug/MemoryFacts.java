package io.kwalk.shell.debug;

import io.kwalk.core.memory.MemoryFault;
import io.kwalk.core.object.UnknownNameException;
import io.kwalk.linux.Kernel;
import io.kwalk.linux.mm.MemoryNode;
import io.kwalk.linux.mm.MemoryNodes;
import io.kwalk.linux.mm.MemoryStatistics;
import io.kwalk.linux.mm.PageFlagNames;
import io.kwalk.linux.mm.PageStructs;
import io.kwalk.linux.mm.PageTypes;
import io.kwalk.linux.slab.SlabCaches;
import io.kwalk.shell.Output;
import io.kwalk.shell.Text;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

/** {@code help -v}: memory as the kernel divides it, its counters, the bits of page flags. */
final class MemoryFacts {
  private final Kernel kernel;
  private final FactList facts = new FactList("memory", 19);
  private final List<String> troubles = new ArrayList<>();

  private MemoryFacts(Kernel kernel) {
    this.kernel = kernel;
  }

  static void print(Kernel kernel, Output output) {
    MemoryFacts memory = new MemoryFacts(kernel);
    memory.general();
    memory.nodes();
    memory.counters("vm_stat_items", memory.statistics());
    memory.counters("vm_event_items", memory.events());
    memory.pageFlags();
    memory.facts.print(output);
    memory.troubles.forEach(output::warn);
  }

  private void general() {
    facts.add(
        "kernel_pgd[NR_CPUS]", () -> Long.toHexString(kernel.address("swapper_pg_dir")) + " ...");
    facts.address("high_memory", () -> kernel.word("high_memory"));
    facts.address("vmalloc_start", () -> kernel.word("vmalloc_base"));
    facts.address("mem_map", () -> FactList.variable(kernel, "mem_map"));
    facts.add("total_pages", this::pagesBelowHighMemory);
    facts.add("max_mapnr", () -> FactList.variable(kernel, "max_mapnr"));
    facts.add("totalram_pages", () -> kernel.word("_totalram_pages"));
    facts.add("totalhigh_pages", () -> FactList.variable(kernel, "_totalhigh_pages"));
    // Gone since 3.11 (7a5ddc37a4b1).
    facts.add("num_physpages", () -> FactList.variable(kernel, "num_physpages"));
    slabCaches();
  }

  private void slabCaches() {
    List<String> bad = new ArrayList<>();
    facts.add(
        "nr_bad_slab_caches",
        () -> {
          SlabCaches.of(kernel).all(bad);
          return bad.size();
        });
    facts.add("bad_slab_caches", () -> bad.isEmpty() ? "(unused)" : String.join("; ", bad));
  }

  /** The direct map ends at high_memory: the byte before it is the last that is mapped. */
  private long pagesBelowHighMemory() {
    long last = kernel.layout().map().physical(kernel.word("high_memory") - 1);
    return Long.divideUnsigned(last, kernel.pageTables().pageSize()) + 1;
  }

  /** All ones where the kernel has made no huge zero page, or is built without huge pages. */
  private long hugeZeroPage() {
    if (kernel.findAddress("huge_zero_pfn").isEmpty()) {
      return -1;
    }
    long number = kernel.word("huge_zero_pfn");
    return number == -1 ? -1 : number * kernel.pageTables().pageSize();
  }

  private void nodes() {
    List<MemoryNode> nodes = MemoryNodes.of(kernel).all(troubles);
    facts.add("numnodes", nodes.size());
    if (!nodes.isEmpty()) {
      facts.add("nr_zones", nodes.getFirst().zones().size());
    }
    facts.add("nr_free_areas", () -> kernel.vmcoreinfo().length("zone.free_area").orElse(0));
    long page = kernel.pageTables().pageSize();
    for (MemoryNode node : nodes) {
      facts.add("node_table[" + node.id() + "]", () -> "");
      facts.add("                 id", node.id());
      facts.address("              pgdat", node::address);
      facts.add("               size", node.spannedPages());
      facts.add("            present", node.presentPages());
      long start = node.startPage() * page;
      facts.address("            mem_map", () -> PageStructs.of(kernel).address(start));
      facts.address("        start_paddr", () -> start);
      facts.add("        start_mapnr", node.startPage());
    }
    facts.add("nr_swapfiles", () -> kernel.memory().u32(kernel.address("nr_swapfiles")));
    facts.add("max_mem_section_nr", () -> kernel.word("__highest_present_section_nr"));
    nodeMap();
    facts.address(
        "zero_paddr", () -> kernel.layout().map().physical(kernel.address("empty_zero_page")));
    facts.address("huge_zero_paddr", this::hugeZeroPage);
    kernel
        .imageTypes()
        .enumerator("ZONE_MOVABLE")
        .ifPresent(zone -> facts.add("ZONE_MOVABLE", zone));
  }

  /** The bits of the nodes that are online, word by word. */
  private void nodeMap() {
    long words = kernel.vmcoreinfo().size("nodemask_t").orElse(0) / 8;
    if (words < 1 || words > 128) {
      return;
    }
    facts.add("node_online_map_len", words);
    facts.add(
        "node_online_map",
        () ->
            LongStream.range(0, words)
                .map(word -> kernel.memory().u64(kernel.address("node_online_map") + 8 * word))
                .mapToObj(Long::toHexString)
                .collect(Collectors.joining(", ", "[", "]")));
  }

  /** Zones' counters come first, then nodes', then those of NUMA, as crash numbers them. */
  private List<String> statistics() {
    MemoryStatistics all = MemoryStatistics.of(kernel);
    List<String> names = new ArrayList<>();
    all.zones().forEach(counter -> names.add(counter.name()));
    all.nodes().forEach(counter -> names.add(counter.name()));
    all.numa().forEach(counter -> names.add(counter.name()));
    return names;
  }

  private List<String> events() {
    return MemoryStatistics.of(kernel).events(troubles).stream()
        .map(MemoryStatistics.Counter::name)
        .toList();
  }

  private void counters(String title, List<String> names) {
    facts.add("nr_" + title, names.size());
    facts.add(title, () -> "");
    for (int i = 0; i < names.size(); i++) {
      facts.line("        [" + i + "] " + names.get(i));
    }
  }

  private void pageFlags() {
    bit("PG_reserved", false);
    bit("PG_slab", true);
    List<PageFlagNames.Flag> flags;
    try {
      flags = PageFlagNames.of(kernel);
    } catch (MemoryFault | UnknownNameException problem) {
      troubles.add("names of page flags: " + problem.getMessage());
      return;
    }
    facts.add("nr_pageflags", flags.size());
    facts.add("pageflags_data", () -> "");
    for (int i = 0; i < flags.size(); i++) {
      PageFlagNames.Flag flag = flags.get(i);
      facts.line("         [" + i + "] " + Text.hex(flag.mask(), 8) + ": " + flag.name());
    }
    facts.add("page_type_base", () -> Integer.toHexString(PageTypes.of(kernel).base()));
  }

  private void bit(String name, boolean both) {
    kernel
        .imageTypes()
        .enumerator(name)
        .ifPresent(bit -> {
          String mask = Long.toHexString(1L << bit);
          facts.add(name, () -> both ? bit + " (" + mask + ")" : mask);
        });
  }
}
