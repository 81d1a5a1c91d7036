package io.kwalk.lab.walks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.kwalk.lab.dumps.RealDump;
import io.kwalk.lab.dumps.RealDumps;
import io.kwalk.linux.Kernel;
import io.kwalk.linux.mm.BuddyLists;
import io.kwalk.linux.mm.CpuFreePages;
import io.kwalk.linux.mm.FreeArea;
import io.kwalk.linux.mm.HugePagePool;
import io.kwalk.linux.mm.MemoryNode;
import io.kwalk.linux.mm.MemoryNodes;
import io.kwalk.linux.mm.MemoryStatistics;
import io.kwalk.linux.mm.MemoryZone;
import io.kwalk.linux.mm.PageArrayReader;
import io.kwalk.linux.mm.PageKind;
import io.kwalk.linux.mm.PageUses;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What every page of real dumps is used for, against the kernel's lists and counters. */
@Tag("oracle")
class PageUsesTest {
  /**
   * A processor adds its share to a counter when it is above this (stat_threshold, mm/vmstat.c).
   */
  private static final long THRESHOLD = 125;

  static Stream<RealDump> dumps() {
    return RealDumps.ofAllMachines().stream();
  }

  @ParameterizedTest
  @MethodSource("dumps")
  void agreesWithFreeListsAndCounters(RealDump dump) throws Exception {
    try (Kernel kernel = dump.open()) {
      Queue<String> troubles = new ConcurrentLinkedQueue<>();
      AtomicLongArray pages = new AtomicLongArray(PageKind.values().length);
      PageUses uses = PageUses.of(kernel);
      PageArrayReader.of(kernel)
          .visitParallel(
              block -> {
                PageUses.Reader reader = uses.reader(block);
                for (int i = 0; i < block.count(); i++) {
                  pages.incrementAndGet(reader.use(i).kind().ordinal());
                }
              },
              troubles::add);
      assertEquals(List.of(), List.copyOf(troubles));
      assertEquals(freePages(kernel), pages.get(PageKind.FREE.ordinal()), "free");
      long huge = 0;
      for (HugePagePool pool : HugePagePool.of(kernel, new ArrayList<>())) {
        huge += pool.total() << pool.order();
      }
      assertEquals(huge, pages.get(PageKind.HUGE.ordinal()), "huge");
      MemoryStatistics statistics = MemoryStatistics.of(kernel);
      long slack = THRESHOLD * kernel.perCpu().count();
      slabs(kernel, statistics, pages, 2 * slack);
      near(
          statistics.node("NR_FILE_PAGES"),
          pages.get(PageKind.FILE.ordinal()),
          slack + statistics.node("NR_SWAPCACHE"),
          "file");
      near(
          statistics.node("NR_ANON_MAPPED"),
          pages.get(PageKind.ANONYMOUS.ordinal()),
          slack + statistics.node("NR_SWAPCACHE"),
          "anonymous");
    }
  }

  /** The counter has what kmalloc() takes of whole pages, which not every kernel marks. */
  private static void slabs(
      Kernel kernel, MemoryStatistics statistics, AtomicLongArray pages, long slack) {
    long counted =
        statistics.node("NR_SLAB_RECLAIMABLE_B") + statistics.node("NR_SLAB_UNRECLAIMABLE_B");
    long slabs = pages.get(PageKind.SLAB.ordinal());
    if (kernel.imageTypes().enumerator("PGTY_large_kmalloc").isPresent()) {
      near(counted, slabs + pages.get(PageKind.LARGE_KMALLOC.ordinal()), slack, "slab");
    } else {
      assertTrue(slabs <= counted + slack, "slab: counted " + counted + ", found " + slabs);
    }
  }

  private static void near(long counted, long found, long slack, String what) {
    assertTrue(
        Math.abs(counted - found) <= slack, what + ": counted " + counted + ", found " + found);
  }

  /** On the lists of the zones and of the processors. */
  private static long freePages(Kernel kernel) {
    List<String> troubles = new ArrayList<>();
    long free = 0;
    for (MemoryNode node : MemoryNodes.of(kernel).all(troubles)) {
      for (MemoryZone zone : node.zones()) {
        if (!zone.isPopulated()) {
          continue;
        }
        for (FreeArea area : BuddyLists.of(kernel).of(zone, troubles)) {
          free += area.freePages();
        }
        for (CpuFreePages cpu : CpuFreePages.of(kernel, zone, troubles)) {
          assertEquals(cpu.counted(), cpu.found(), "cpu " + cpu.cpu());
          free += cpu.found();
        }
      }
    }
    assertEquals(List.of(), troubles);
    return free;
  }
}
