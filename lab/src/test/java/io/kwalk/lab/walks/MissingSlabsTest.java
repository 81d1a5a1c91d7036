package io.kwalk.lab.walks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.kwalk.core.image.DumpImages;
import io.kwalk.core.image.ImageOptions;
import io.kwalk.core.image.PageState;
import io.kwalk.core.image.PhysicalMemory.Range;
import io.kwalk.core.memory.MemoryFault;
import io.kwalk.lab.dumps.OverwrittenImage;
import io.kwalk.lab.dumps.RealDump;
import io.kwalk.lab.dumps.RealDumps;
import io.kwalk.linux.Kernel;
import io.kwalk.linux.log.KernelLog;
import io.kwalk.linux.mm.MemoryUsage;
import io.kwalk.linux.mm.PageStructs;
import io.kwalk.linux.mm.SlabPages;
import io.kwalk.linux.task.Task;
import io.kwalk.linux.task.Tasks;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.LongPredicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Dumps without slab pages: what makedumpfile 1.7.2, which does not know the page types of 6.12,
 * makes of such a kernel. Nearly all that the kernel allocates is gone: pages and variables stay.
 */
class MissingSlabsTest {
  static Stream<RealDump> dumps() {
    List<RealDump> dumps = new ArrayList<>(List.of(RealDumps.sample()));
    RealDumps.named("k61").ifPresent(dumps::add);
    RealDumps.named("k612").ifPresent(dumps::add);
    return dumps.stream();
  }

  /** Slab pages are left out, but for the task_structs whose slab {@code kept} holds for. */
  private static Kernel without(RealDump dump, Kernel whole, LongPredicate kept) throws Exception {
    OverwrittenImage image =
        new OverwrittenImage(
            DumpImages.open(List.of(dump.vmcore().toString()), ImageOptions.DEFAULT));
    PageStructs pages = PageStructs.of(whole);
    SlabPages slabs = SlabPages.of(whole);
    for (Range range : whole.physical().ranges()) {
      for (long at = range.start(); at < range.end(); at += whole.physical().pageSize()) {
        if (whole.physical().state(at) == PageState.PRESENT) {
          long slab = slabs.slabOfPage(pages.address(at)).orElse(0);
          if (slab != 0 && !(kept.test(slab) && isOfTasks(whole, at))) {
            image.lose(at);
          }
        }
      }
    }
    return Kernel.open(image);
  }

  private static boolean isOfTasks(Kernel kernel, long physical) {
    long address = kernel.layout().map().directMapOf(physical).orElseThrow();
    return SlabPages.of(kernel).cacheAt(address).filter("task_struct"::equals).isPresent();
  }

  /** By address: all of the task_struct can be read. */
  private static Set<String> readable(Kernel kernel, List<Task> tasks) {
    long size = kernel.struct("task_struct").size();
    Set<String> found = new TreeSet<>();
    for (Task task : tasks) {
      try {
        byte[] _ = kernel.memory().read(task.address(), (int) size);
        found.add(Long.toHexString(task.address()) + " " + task.pid() + " " + task.comm());
      } catch (MemoryFault _) {
        // Its memory is not in the dump.
      }
    }
    return found;
  }

  @ParameterizedTest
  @MethodSource("dumps")
  void everyTaskWhoseStructIsThereIsFound(RealDump dump) throws Exception {
    try (Kernel whole = dump.open();
        Kernel part = without(dump, whole, _ -> true)) {
      Tasks tasks = Tasks.of(part);
      assertEquals(readable(whole, Tasks.of(whole).all()), readable(part, tasks.all()));
      assertTrue(!tasks.troubles().isEmpty(), "no list leads to them");
    }
  }

  /** A zombie has no stack by which it would be known: only a list that is gone led to it. */
  @ParameterizedTest
  @MethodSource("dumps")
  void tasksAreFoundWhereMostOfThemAreMissing(RealDump dump) throws Exception {
    try (Kernel whole = dump.open();
        Kernel part = without(dump, whole, slab -> (slab >>> 6) % 3 == 0)) {
      List<Task> living =
          Tasks.of(whole).all().stream().filter(task -> task.stack().isPresent()).toList();
      Set<String> expected = readable(part, living);
      assertTrue(expected.size() < living.size(), "some are missing");
      Set<String> found =
          readable(
              part,
              Tasks.of(part).all().stream()
                  .filter(task -> expected.contains(name(task)) || hasStack(task))
                  .toList());
      assertEquals(expected, found);
    }
  }

  private static String name(Task task) {
    try {
      return Long.toHexString(task.address()) + " " + task.pid() + " " + task.comm();
    } catch (MemoryFault _) {
      return "";
    }
  }

  private static boolean hasStack(Task task) {
    try {
      return task.stack().isPresent();
    } catch (MemoryFault _) {
      return false;
    }
  }

  @ParameterizedTest
  @MethodSource("dumps")
  void memoryAndLogAreWhole(RealDump dump) throws Exception {
    try (Kernel whole = dump.open();
        Kernel part = without(dump, whole, _ -> false)) {
      List<String> troubles = new ArrayList<>();
      MemoryUsage all = MemoryUsage.of(whole, new ArrayList<>());
      MemoryUsage usage = MemoryUsage.of(part, troubles);
      assertEquals(
          List.of(all.total(), all.free(), all.slab(), all.huge(), all.committed()),
          List.of(usage.total(), usage.free(), usage.slab(), usage.huge(), usage.committed()));
      // A swap area is allocated as it is switched on; that of the device's pages is a sum over
      // inodes. Both are told as missing.
      assertTrue(!troubles.isEmpty(), "what is missing");
      assertEquals(KernelLog.of(whole).records(), KernelLog.of(part).records());
    }
  }

  static Stream<RealDump> ofOldMakedumpfile() {
    List<RealDump> dumps = RealDumps.withoutSlabs();
    Assumptions.assumeFalse(dumps.isEmpty(), "no dump of makedumpfile 1.7.2 of a 6.12 kernel");
    return dumps.stream();
  }

  /** The real thing, beside the whole dump of the same crash: what is there is found. */
  @ParameterizedTest
  @MethodSource("ofOldMakedumpfile")
  void anOldMakedumpfilesDumpHasItsTasksAndItsLog(RealDump dump) throws Exception {
    RealDump same =
        RealDumps.all().stream()
            .filter(other -> other.crashedWith(dump))
            .findFirst()
            .orElseGet(() -> Assumptions.abort("no whole dump of the same crash"));
    try (Kernel whole = same.open();
        Kernel part = dump.open()) {
      Set<String> expected =
          readable(
              part,
              Tasks.of(whole).all().stream().filter(task -> task.stack().isPresent()).toList());
      assertTrue(expected.size() > 80, expected.size() + " tasks are there");
      assertEquals(expected, readable(part, Tasks.of(part).all()));
      assertTrue(!Tasks.of(part).troubles().isEmpty(), "what is missing is told");
      assertEquals(KernelLog.of(whole).records(), KernelLog.of(part).records());
      MemoryUsage all = MemoryUsage.of(whole, new ArrayList<>());
      MemoryUsage usage = MemoryUsage.of(part, new ArrayList<>());
      assertEquals(
          List.of(all.total(), all.free(), all.slab(), all.huge(), all.committed()),
          List.of(usage.total(), usage.free(), usage.slab(), usage.huge(), usage.committed()));
    }
  }
}
