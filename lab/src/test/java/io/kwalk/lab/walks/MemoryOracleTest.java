package io.kwalk.lab.walks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.kwalk.lab.dumps.OverRecords;
import io.kwalk.lab.dumps.RealDump;
import io.kwalk.linux.Kernel;
import io.kwalk.linux.mm.MemoryNode;
import io.kwalk.linux.mm.MemoryNodes;
import io.kwalk.linux.mm.MemoryStatistics;
import io.kwalk.linux.mm.MemoryZone;
import io.kwalk.linux.slab.SlabCache;
import io.kwalk.linux.slab.SlabCaches;
import io.kwalk.linux.slab.SlabUsage;
import io.kwalk.linux.slab.SlabWalk;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Memory of a dump against what the guest's /proc said before it crashed. */
class MemoryOracleTest {
  private static final String FILES = "the record reads thousands of files of proc and tracefs";

  /**
   * They serve that. pool_workqueue shares its slabs with biovec-16 (256 bytes, 5.10),
   * dmaengine-unmap-2 with jbd2_inode (64 bytes, 6.12-rt).
   */
  private static final String OF_FILES =
      "dentry|.*inode_cache|buffer_head|vmap_area|.*extent_status|radix_tree_node|iommu_iova|bio-.*"
          + "|jbd2_journal_head|dmaengine-unmap-2|pool_workqueue";

  /** Slabs: those of a guest of four thousand tasks and 410,000 open files. */
  private static final long OF_ALL_FILES = 20_000;

  private static final String GOES_ON = "kexec, the shell and services allocate and free";

  /** Pages that kexec and the record take or give back, of any zone: 96 MiB. */
  private static final long LOADED = 24_576;

  @OverRecords("p/slabinfo")
  void agreesWithProcSlabinfo(RealDump dump) throws Exception {
    OracleRows rows = new OracleRows("slabinfo", dump);
    try (Kernel kernel = dump.open()) {
      assumeTrue(
          SlabPagesOf.areIn(kernel), dump + " has no slab pages: its makedumpfile left them out");
      List<String> troubles = new ArrayList<>();
      Map<String, SlabCache> found = new HashMap<>();
      SlabCaches.of(kernel).all(troubles).forEach(cache -> found.put(cache.name(), cache));
      for (String[] words : OracleRows.words(dump, "p/slabinfo")) {
        // name active objects size perslab pages : tunables … : slabdata active slabs shared
        if (words.length > 14 && !words[0].startsWith("#")) {
          SlabCache cache = found.get(words[0]);
          rows.row(words[0], "there", cache, cache != null);
          if (cache != null) {
            compare(rows, words, cache, SlabWalk.of(kernel).usage(cache), troubles);
          }
        }
      }
      assertEquals(List.of(), troubles);
    }
    rows.check(300);
  }

  private static void compare(
      OracleRows rows, String[] words, SlabCache cache, SlabUsage usage, List<String> troubles) {
    troubles.addAll(usage.troubles());
    String name = words[0];
    rows.same(name + " size", words[3], "" + cache.size());
    rows.same(name + " pages", words[5], "" + (1 << cache.order()));
    long slabs = usage.slabs().orElse(-1);
    long total = usage.total().orElse(-1);
    boolean ofFiles = name.matches(OF_FILES);
    long then = Long.parseLong(words[14]);
    long most = ofFiles ? OF_ALL_FILES : Math.max(8, then / 3);
    String why = ofFiles ? FILES : GOES_ON;
    rows.moves(name + " slabs", then, slabs, most, why);
    long perSlab = Long.parseLong(words[4]);
    rows.moves(name + " objects", Long.parseLong(words[2]), total, most * perSlab, why);
    // "Active" objects of slabinfo count the free ones of processors' slabs, too: a bound alone.
    long allocated = usage.allocated().orElse(-1);
    rows.row(name + " allocated", total, allocated, allocated >= 0 && allocated <= total);
  }

  @OverRecords("p/zoneinfo")
  void agreesWithProcZoneinfo(RealDump dump) throws Exception {
    OracleRows rows = new OracleRows("zoneinfo", dump);
    try (Kernel kernel = dump.open()) {
      List<String> names = MemoryStatistics.of(kernel).zoneNames();
      List<MemoryZone> zones = new ArrayList<>();
      for (MemoryNode node : MemoryNodes.of(kernel).all(new ArrayList<>())) {
        zones.addAll(node.zones());
      }
      List<Map<String, Long>> recorded = recordedZones(dump);
      rows.same("zones", recorded.size(), zones.size());
      for (int i = 0; i < Math.min(zones.size(), recorded.size()); i++) {
        compare(rows, recorded.get(i), zones.get(i), names);
      }
    }
    rows.check(20);
  }

  /** Each zone's lines by name, what comes behind its processors' lists left out. */
  private static List<Map<String, Long>> recordedZones(RealDump dump) throws IOException {
    List<Map<String, Long>> zones = new ArrayList<>();
    for (String[] words : OracleRows.words(dump, "p/zoneinfo")) {
      if (words[0].equals("Node")) {
        zones.add(new LinkedHashMap<>());
      } else if (words.length == 2 && words[1].matches("\\d+")) {
        zones.getLast().putIfAbsent(words[0], Long.parseLong(words[1]));
      }
    }
    return zones;
  }

  private static void compare(
      OracleRows rows, Map<String, Long> recorded, MemoryZone zone, List<String> counters) {
    String name = zone.node() + " " + zone.name() + " ";
    rows.same(name + "spanned", recorded.get("spanned"), zone.spannedPages());
    rows.same(name + "present", recorded.get("present"), zone.presentPages());
    rows.same(name + "managed", recorded.get("managed"), zone.managedPages());
    List<String> marks = List.of("min", "low", "high");
    for (int i = 0; i < marks.size(); i++) {
      long mark = recorded.getOrDefault(marks.get(i), -1L) - recorded.getOrDefault("boost", 0L);
      rows.same(name + marks.get(i), mark, zone.watermarks().get(i));
    }
    // Unpopulated zones have no lines of counters.
    for (int i = 0; i < counters.size() && recorded.containsKey("nr_free_pages"); i++) {
      String counter = counters.get(i).toLowerCase(Locale.ROOT).replace("cma_pages", "cma");
      long then = recorded.getOrDefault(counter, -1L);
      long most = Math.max(LOADED, zone.managedPages() / 8);
      rows.moves(name + counter, then, zone.statistics().get(i), most, GOES_ON);
    }
  }
}
