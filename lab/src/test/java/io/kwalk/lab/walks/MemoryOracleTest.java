package io.kwalk.lab.walks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.kwalk.lab.dumps.RealDump;
import io.kwalk.lab.dumps.RealDumps;
import io.kwalk.linux.Kernel;
import io.kwalk.linux.mm.MemoryNode;
import io.kwalk.linux.mm.MemoryNodes;
import io.kwalk.linux.mm.MemoryUsage;
import io.kwalk.linux.mm.MemoryZone;
import io.kwalk.linux.slab.SlabCache;
import io.kwalk.linux.slab.SlabCaches;
import io.kwalk.linux.slab.SlabUsage;
import io.kwalk.linux.slab.SlabWalk;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Memory of a dump against what the guest's /proc said before it crashed. */
class MemoryOracleTest {
  /**
   * What the guest does behind its record of slabinfo is to record the rest: it reads thousands of
   * files of proc and tracefs and writes as many. These caches serve that.
   */
  private static final String FILES =
      "dentry|.*inode_cache|buffer_head|vmap_area|.*extent_status|radix_tree_node|iommu_iova|bio-.*";

  /** Of the slabs of all other caches: at most so many come or go by the crash. */
  private static final double CHANGED = 0.05;

  static Stream<RealDump> dumps() {
    return RealDumps.all().stream().filter(dump -> Files.isReadable(dump.oracle("p/slabinfo")));
  }

  private static Map<String, Long> meminfo(RealDump dump) throws Exception {
    Map<String, Long> values = new HashMap<>();
    for (String line : Files.readAllLines(dump.oracle("p/meminfo"))) {
      String[] words = line.split("[: ]+", -1);
      values.put(words[0], Long.parseLong(words[1]));
    }
    return values;
  }

  /** What does not change while a machine runs. */
  @ParameterizedTest
  @MethodSource("dumps")
  void agreesWithProcMeminfo(RealDump dump) throws Exception {
    Map<String, Long> recorded = meminfo(dump);
    try (Kernel kernel = dump.open()) {
      List<String> troubles = new ArrayList<>();
      MemoryUsage usage = MemoryUsage.of(kernel, troubles);
      long kilobytes = kernel.pageTables().pageSize() / 1024;
      assertEquals(List.of(), troubles);
      assertEquals(recorded.get("MemTotal"), usage.total() * kilobytes);
      assertEquals(recorded.get("SwapTotal"), usage.swap().total() * kilobytes);
      assertEquals(recorded.get("CommitLimit"), usage.commitLimit() * kilobytes);
    }
  }

  @ParameterizedTest
  @MethodSource("dumps")
  void agreesWithProcSlabinfo(RealDump dump) throws Exception {
    Map<String, String> recorded = new TreeMap<>();
    Map<String, Long> slabs = new HashMap<>();
    for (String line : Files.readAllLines(dump.oracle("p/slabinfo"))) {
      // name active objects size perslab pages : tunables … : slabdata active slabs shared
      String[] words = line.split(" +", -1);
      if (words.length > 14 && !line.startsWith("#")) {
        recorded.put(words[0], words[3] + " " + words[5]);
        slabs.put(words[0], Long.parseLong(words[14]));
      }
    }
    Map<String, String> found = new TreeMap<>();
    long all = 0;
    long off = 0;
    try (Kernel kernel = dump.open()) {
      assumeTrue(
          SlabPagesOf.areIn(kernel), dump + " has no slab pages: its makedumpfile left them out");
      List<String> troubles = new ArrayList<>();
      for (SlabCache cache : SlabCaches.of(kernel).all(troubles)) {
        SlabUsage usage = SlabWalk.of(kernel).usage(cache);
        troubles.addAll(usage.troubles());
        if (recorded.containsKey(cache.name())) {
          found.put(cache.name(), cache.size() + " " + (1 << cache.order()));
        }
        long then = slabs.getOrDefault(cache.name(), 0L);
        if (!cache.name().matches(FILES)) {
          all += then;
          off += Math.abs(usage.slabs().orElse(0) - then);
        }
        assertTrue(usage.allocated().orElse(-1) >= 0, cache.name());
        assertTrue(usage.allocated().orElse(0) <= usage.total().orElse(0), cache.name());
      }
      assertEquals(List.of(), troubles);
    }
    assertEquals(recorded, found);
    assertTrue(off <= CHANGED * all, off + " of " + all + " slabs differ");
  }

  @ParameterizedTest
  @MethodSource("dumps")
  void agreesWithProcZoneinfo(RealDump dump) throws Exception {
    List<String> recorded = new ArrayList<>();
    for (String line : Files.readAllLines(dump.oracle("p/zoneinfo"))) {
      String[] words = line.strip().split(" +", -1);
      if (words.length == 2 && List.of("spanned", "present", "managed").contains(words[0])) {
        recorded.add(words[0] + " " + words[1]);
      }
    }
    List<String> found = new ArrayList<>();
    try (Kernel kernel = dump.open()) {
      for (MemoryNode node : MemoryNodes.of(kernel).all(new ArrayList<>())) {
        for (MemoryZone zone : node.zones()) {
          found.add("spanned " + zone.spannedPages());
          found.add("present " + zone.presentPages());
          found.add("managed " + zone.managedPages());
        }
      }
    }
    assertEquals(recorded, found);
  }
}
