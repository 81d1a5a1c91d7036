package io.kwalk.lab.walks;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.kwalk.core.memory.MemoryFault;
import io.kwalk.lab.dumps.OverRecords;
import io.kwalk.lab.dumps.RealDump;
import io.kwalk.linux.Kernel;
import io.kwalk.linux.mm.BuddyLists;
import io.kwalk.linux.mm.FreeArea;
import io.kwalk.linux.mm.HugePagePool;
import io.kwalk.linux.mm.MemoryNode;
import io.kwalk.linux.mm.MemoryNodes;
import io.kwalk.linux.mm.MemoryStatistics;
import io.kwalk.linux.mm.MemoryStatistics.Counter;
import io.kwalk.linux.mm.MemoryUsage;
import io.kwalk.linux.mm.MemoryZone;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;

/** The kernel's counters of memory against /proc/vmstat, /proc/meminfo and /proc/buddyinfo. */
class StatisticsOracleTest {
  /**
   * What the guest takes or gives back at most: loading the crash kernel takes some 60 MiB, reading
   * /proc of each of many tasks makes a dentry and an inode for each file.
   */
  private static long load(Kernel kernel) {
    long pages = kernel.word("_totalram_pages");
    return Math.max((96 << 20) / kernel.pageTables().pageSize(), pages / 16);
  }

  private static final String MEMORY = "kexec loads the crash kernel, the record fills caches";

  /**
   * Events of a busy guest in two minutes: of four thousand tasks whose files of /proc are read.
   */
  private static final long EVENTS = 2_000_000;

  /** In the order of the enumerations, by the kernel's own table of names (mm/vmstat.c). */
  @OverRecords("p/vmstat")
  void agreesWithProcVmstat(RealDump dump) throws Exception {
    Map<String, Long> recorded = new HashMap<>();
    for (String[] words : OracleRows.words(dump, "p/vmstat")) {
      recorded.put(words[0], Long.parseLong(words[1]));
    }
    OracleRows rows = new OracleRows("vmstat", dump);
    try (Kernel kernel = dump.open()) {
      List<String> troubles = new ArrayList<>();
      MemoryStatistics statistics = MemoryStatistics.of(kernel);
      List<Counter> counters = new ArrayList<>(statistics.zones());
      counters.addAll(statistics.numa());
      counters.addAll(statistics.numaEvents(troubles));
      counters.addAll(statistics.nodes());
      int pageCounters = counters.size();
      List<Counter> events = statistics.events(troubles);
      List<String> names = names(kernel);
      // Thresholds and, since 6.10, sizes of page metadata lie between the two in the table.
      int between = names.indexOf("pgpgin") - pageCounters;
      counters.addAll(events);
      for (int i = 0; i < counters.size(); i++) {
        String name = names.get(i < pageCounters ? i : i + between);
        Long then = recorded.get(name);
        if (then != null) {
          row(rows, name, then, counters.get(i), i >= pageCounters, load(kernel));
        }
      }
      assertEquals(List.of(), troubles);
    }
    rows.check(100);
  }

  private static void row(
      OracleRows rows, String name, long recorded, Counter found, boolean event, long load) {
    String row = name + " (" + found.name() + ")";
    boolean counts =
        event
            || name.matches("(numa_|pg).*")
            || name.startsWith("workingset_") && !name.equals("workingset_nodes")
            || name.matches("nr_(dirtied|written|foll_pin.*|vmscan.*|throttled.*)");
    if (counts) {
      rows.grows(row, recorded, found.value(), EVENTS, "events go on being counted");
    } else {
      rows.moves(row, recorded, found.value(), load, MEMORY);
    }
  }

  /** The names of the table, and what may look like some behind its end. */
  private static List<String> names(Kernel kernel) {
    List<String> names = new ArrayList<>();
    long table = kernel.address("vmstat_text");
    try {
      for (int i = 0; i < 512; i++) {
        names.add(kernel.memory().cString(kernel.memory().u64(table + 8L * i), 64));
      }
    } catch (MemoryFault _) {
      return names;
    }
    return names;
  }

  @OverRecords("p/meminfo")
  void agreesWithProcMeminfo(RealDump dump) throws Exception {
    Map<String, Long> recorded = new HashMap<>();
    for (String[] words : OracleRows.words(dump, "p/meminfo")) {
      recorded.put(words[0].replace(":", ""), Long.parseLong(words[1]));
    }
    OracleRows rows = new OracleRows("meminfo", dump);
    try (Kernel kernel = dump.open()) {
      List<String> troubles = new ArrayList<>();
      MemoryUsage usage = MemoryUsage.of(kernel, troubles);
      long kilobytes = kernel.pageTables().pageSize() / 1024;
      long load = load(kernel) * kilobytes;
      rows.same("MemTotal", recorded.getOrDefault("MemTotal", -1L), usage.total() * kilobytes);
      rows.same(
          "SwapTotal", recorded.getOrDefault("SwapTotal", -1L), usage.swap().total() * kilobytes);
      rows.same(
          "CommitLimit",
          recorded.getOrDefault("CommitLimit", -1L),
          usage.commitLimit() * kilobytes);
      rows.moves(
          "MemFree", recorded.getOrDefault("MemFree", -1L), usage.free() * kilobytes, load, MEMORY);
      rows.moves(
          "Buffers",
          recorded.getOrDefault("Buffers", -1L),
          usage.buffers() * kilobytes,
          load / 4,
          MEMORY);
      rows.moves(
          "Cached", recorded.getOrDefault("Cached", -1L), usage.cached() * kilobytes, load, MEMORY);
      rows.moves(
          "Slab", recorded.getOrDefault("Slab", -1L), usage.slab() * kilobytes, load / 4, MEMORY);
      // Each processor may keep a quarter of its share to itself (vm_compute_committed_batch()).
      rows.moves(
          "Committed_AS",
          recorded.getOrDefault("Committed_AS", -1L),
          usage.committed() * kilobytes,
          load + usage.total() * kilobytes / 4,
          MEMORY);
      for (HugePagePool pool : HugePagePool.of(kernel, troubles)) {
        if ((kilobytes << pool.order()) == recorded.getOrDefault("Hugepagesize", -1L)) {
          rows.same("HugePages_Total", recorded.getOrDefault("HugePages_Total", -1L), pool.total());
          rows.same("HugePages_Free", recorded.getOrDefault("HugePages_Free", -1L), pool.free());
        }
      }
      assertEquals(List.of(), troubles);
    }
    rows.check(8);
  }

  /**
   * Blocks are split and joined all the time: the pages of a zone in all its lists move as free
   * memory does. In the dump itself the lists hold what their counters say.
   */
  @OverRecords("p/buddyinfo")
  void agreesWithProcBuddyinfo(RealDump dump) throws Exception {
    Map<String, Long> recorded = new HashMap<>();
    for (String[] words : OracleRows.words(dump, "p/buddyinfo")) {
      long pages = 0;
      for (int order = 0; order + 4 < words.length; order++) {
        pages += Long.parseLong(words[order + 4]) << order;
      }
      recorded.put(words[1].replace(",", "") + " " + words[3], pages);
    }
    OracleRows rows = new OracleRows("buddyinfo", dump);
    List<String> zones = new ArrayList<>();
    try (Kernel kernel = dump.open()) {
      List<String> troubles = new ArrayList<>();
      for (MemoryNode node : MemoryNodes.of(kernel).all(troubles)) {
        for (MemoryZone zone : node.zones()) {
          if (zone.isPopulated()) {
            String name = zone.node() + " " + zone.name();
            zones.add(name);
            long pages = 0;
            for (FreeArea area : BuddyLists.of(kernel).of(zone, troubles)) {
              pages += area.freePages();
            }
            rows.moves(name, recorded.getOrDefault(name, -1L), pages, load(kernel), MEMORY);
          }
        }
      }
      assertEquals(List.of(), troubles);
    }
    rows.same("zones", recorded.keySet(), new HashSet<>(zones));
    rows.check(2);
  }
}
