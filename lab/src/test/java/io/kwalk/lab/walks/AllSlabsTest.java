package io.kwalk.lab.walks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.kwalk.lab.dumps.RealDump;
import io.kwalk.lab.dumps.RealDumps;
import io.kwalk.linux.Kernel;
import io.kwalk.linux.slab.AllSlabs;
import io.kwalk.linux.slab.Sheaf;
import io.kwalk.linux.slab.SlabCache;
import io.kwalk.linux.slab.SlabCaches;
import io.kwalk.linux.slab.SlabObjects;
import io.kwalk.linux.slab.SlabUsage;
import io.kwalk.linux.slab.SlabWalk;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The walk over every slab of real dumps, found by struct pages, against the counters that the
 * kernel keeps of each cache: two ways to the same numbers, which must meet exactly.
 */
@Tag("oracle")
class AllSlabsTest {
  private static final int SLABS = 0;
  private static final int OBJECTS = 1;
  private static final int ALLOCATED = 2;

  static Stream<RealDump> dumps() {
    return RealDumps.ofAllMachines().stream();
  }

  @ParameterizedTest
  @MethodSource("dumps")
  void agreesWithTheCountersOfEveryCache(RealDump dump) throws Exception {
    try (Kernel kernel = dump.open()) {
      Queue<String> troubles = new ConcurrentLinkedQueue<>();
      AllSlabs all = AllSlabs.of(kernel, troubles::add);
      assumeTrue(
          SlabPagesOf.areIn(kernel), dump + " has no slab pages: its makedumpfile left them out");
      Map<Long, AtomicLongArray> sums = new ConcurrentHashMap<>();
      all.forEach(slab -> {
        AtomicLongArray sum =
            sums.computeIfAbsent(slab.cache().address(), cache -> new AtomicLongArray(3));
        sum.incrementAndGet(SLABS);
        sum.addAndGet(OBJECTS, slab.objects());
        sum.addAndGet(ALLOCATED, slab.allocated());
        slab.trouble().ifPresent(troubles::add);
      });
      assertEquals(List.of(), List.copyOf(troubles));
      assertTrue(sums.size() > 40, sums.size() + " caches have slabs");
      Map<String, String> counted = new TreeMap<>();
      Map<String, String> found = new TreeMap<>();
      for (SlabCache cache : all.caches()) {
        SlabUsage usage = SlabWalk.of(kernel).usage(cache);
        AtomicLongArray sum = sums.getOrDefault(cache.address(), new AtomicLongArray(3));
        counted.put(
            cache.name(),
            usage.slabs().orElse(-1)
                + " slabs, "
                + usage.allocated().orElse(-1)
                + " of "
                + usage.total().orElse(-1));
        found.put(
            cache.name(),
            sum.get(SLABS) + " slabs, " + sum.get(ALLOCATED) + " of " + sum.get(OBJECTS));
      }
      assertEquals(counted, found);
    }
  }

  /** As of every kernel before, and as drgn 0.3.0 counts: readers may still use them. */
  @Test
  void objectsThatWaitInASheafForAGracePeriodCountAsAllocated() throws Exception {
    Optional<RealDump> dump = RealDumps.named("k73");
    assumeTrue(dump.isPresent(), "k73 is not there");
    try (Kernel kernel = dump.orElseThrow().open()) {
      SlabWalk walk = SlabWalk.of(kernel);
      SlabObjects objects = SlabObjects.of(kernel);
      long waiting = 0;
      long allocated = 0;
      for (SlabCache cache : SlabCaches.of(kernel).all(new ArrayList<>())) {
        allocated += walk.usage(cache).allocated().orElseThrow();
        for (Sheaf sheaf : walk.sheaves(cache, new ArrayList<>())) {
          waiting += sheaf.isFree() ? 0 : sheaf.objects().length;
          for (long object : sheaf.objects()) {
            assertEquals(
                Optional.of(sheaf.isFree()), objects.at(object).orElseThrow().free(), cache.name());
          }
        }
      }
      assertEquals(443, waiting);
      assertEquals(163_837, allocated);
    }
  }
}
