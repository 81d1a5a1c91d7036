package io.kwalk.lab.search;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.kwalk.core.memory.MemoryFault;
import io.kwalk.lab.dumps.RealDump;
import io.kwalk.lab.dumps.RealDumps;
import io.kwalk.linux.Kernel;
import io.kwalk.linux.identify.Identifier;
import io.kwalk.linux.identify.Identity;
import io.kwalk.linux.identify.PageRole;
import io.kwalk.linux.mm.PageStructs;
import io.kwalk.linux.search.References;
import io.kwalk.linux.task.Task;
import io.kwalk.linux.task.Tasks;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class IdentifierTest {
  static List<RealDump> dumps() {
    return RealDumps.all();
  }

  @ParameterizedTest
  @MethodSource("dumps")
  void tellsTasksAndTheirStacks(RealDump dump) throws Exception {
    try (Kernel kernel = dump.open()) {
      Identifier identifier = Identifier.of(kernel);
      int objects = 0;
      for (Task task : Tasks.of(kernel).all()) {
        if (identifier.at(task.address() + 16) instanceof Identity.SlabObject found) {
          assertEquals("task_struct", found.place().cache().name());
          assertEquals(task.address(), found.place().object());
          assertEquals(16, found.place().offset());
          // Not known where the dump lacks a part of a free list.
          assertNotEquals(Optional.of(true), found.place().free());
          objects++;
        }
        tellsStack(identifier, task);
      }
      assertTrue(objects > 10, objects + " tasks in slabs");
    }
  }

  private static void tellsStack(Identifier identifier, Task task) {
    OptionalLong start;
    try {
      start = task.stack();
    } catch (MemoryFault _) {
      return; // the dump lacks the task_struct
    }
    if (start.isPresent()) {
      Identity found = identifier.at(start.getAsLong() + 0x100);
      Identity.TaskStack stack = assertInstanceOf(Identity.TaskStack.class, found);
      assertEquals(task.address(), stack.task().address());
      assertEquals(0x100, stack.offset());
    }
  }

  @ParameterizedTest
  @MethodSource("dumps")
  void tellsVariablesOfTheImageAndOfProcessors(RealDump dump) throws Exception {
    try (Kernel kernel = dump.open()) {
      Identifier identifier = Identifier.of(kernel);
      long place = kernel.address("init_mm") + 8;
      Identity.KernelSymbol symbol =
          assertInstanceOf(Identity.KernelSymbol.class, identifier.at(place));
      assertEquals("init_mm", symbol.symbol().name());
      assertEquals(8, symbol.offset());
      // The same by the direct map.
      long physical = kernel.memory().physical(place);
      assertEquals(symbol, identifier.atPhysical(physical));
      for (int cpu : kernel.perCpu().possible().toArray()) {
        Identity.PerCpuMemory variable =
            assertInstanceOf(
                Identity.PerCpuMemory.class,
                identifier.at(kernel.perCpu().address("runqueues", cpu) + 4));
        assertEquals("runqueues", variable.symbol().orElseThrow().name());
        assertEquals(cpu, variable.cpu());
        assertEquals(4, variable.offset());
      }
    }
  }

  @ParameterizedTest
  @MethodSource("dumps")
  void tellsStructPagesAndPages(RealDump dump) throws Exception {
    try (Kernel kernel = dump.open()) {
      Identifier identifier = Identifier.of(kernel);
      long physical = kernel.layout().rootTable();
      long page = PageStructs.of(kernel).address(physical);
      Identity.PageStruct struct =
          assertInstanceOf(Identity.PageStruct.class, identifier.at(page + 8));
      assertEquals(page, struct.page());
      assertEquals(8, struct.offset());
      assertInstanceOf(Identity.Nothing.class, identifier.at(0x1000));
      Task user =
          Tasks.of(kernel).all().stream()
              .filter(task -> task.mm().isPresent())
              .findFirst()
              .orElseThrow();
      long pgd = kernel.field("mm_struct", "pgd").get(kernel.memory(), user.mm().getAsLong());
      Identity.Page table = assertInstanceOf(Identity.Page.class, identifier.at(pgd));
      assertTrue(
          table.use() instanceof PageRole.Table || table.use() instanceof PageRole.Allocated,
          table.toString());
    }
  }

  @ParameterizedTest
  @MethodSource("dumps")
  void findsWhoRefersToATask(RealDump dump) throws Exception {
    try (Kernel kernel = dump.open()) {
      Task first =
          Tasks.of(kernel).all().stream().filter(task -> task.pid() == 1).findFirst().orElseThrow();
      List<String> troubles = new ArrayList<>();
      References references = new References(kernel, troubles);
      References.Target target = references.target(first.address() + 1);
      assertEquals(first.address(), target.start());
      List<References.Reference> found = new ArrayList<>();
      references.to(target, found::add, () -> {});
      long list = kernel.field("task_struct", "tasks").offset();
      // Its list entry is led to by the one before it: the first process is behind init_task.
      boolean listed =
          found.stream()
              .anyMatch(reference ->
                  reference.value() == first.address() + list
                      && reference.where() instanceof Identity.KernelSymbol symbol
                      && symbol.symbol().name().equals("init_task"));
      assertTrue(listed, found.size() + " references");
      boolean signal =
          found.stream()
              .anyMatch(reference ->
                  reference.where() instanceof Identity.SlabObject object
                      && object.place().cache().name().equals("signal_cache"));
      assertTrue(signal, found.size() + " references");
    }
  }
}
