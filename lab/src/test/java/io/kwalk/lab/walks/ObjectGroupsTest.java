package io.kwalk.lab.walks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.kwalk.lab.dumps.RealDump;
import io.kwalk.lab.dumps.RealDumps;
import io.kwalk.linux.Kernel;
import io.kwalk.linux.cgroup.ControlGroup;
import io.kwalk.linux.cgroup.ControlGroups;
import io.kwalk.linux.cgroup.Hierarchy;
import io.kwalk.linux.slab.AllSlabs;
import io.kwalk.linux.slab.ObjectGroups;
import io.kwalk.linux.task.Task;
import io.kwalk.linux.task.Tasks;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Who pays for an object: a task_struct is paid for by the group of the task that forked it. */
class ObjectGroupsTest {
  private static final String ROOT = "/";

  static Stream<RealDump> dumps() {
    return RealDumps.ofAllMachines().stream();
  }

  @ParameterizedTest
  @MethodSource("dumps")
  void tasksArePaidForByTheirGroupOrThatOfAnAncestor(RealDump dump) throws Exception {
    try (Kernel kernel = dump.open()) {
      assumeTrue(
          SlabPagesOf.areIn(kernel), dump + " has no slab pages: its makedumpfile left them out");
      ControlGroups groups = ControlGroups.of(kernel);
      Optional<Hierarchy> memory =
          groups.hierarchies().stream().filter(h -> h.controllers().contains("memory")).findFirst();
      assumeTrue(memory.isPresent(), dump + " accounts memory to no groups");
      Map<Long, String> payers = payersOfTasks(kernel);
      List<Task> tasks =
          Tasks.of(kernel).all().stream()
              .filter(task -> payers.containsKey(task.address()))
              .toList();
      for (Task task : tasks) {
        String payer = String.valueOf(payers.get(task.address()));
        List<String> own = lineage(groups, task, memory.get());
        assertTrue(own.contains(payer), task.pid() + ": " + payer + " is none of " + own);
      }
      assumeTrue(
          memory.get().root().controllers().contains("memory"),
          dump + " accounts memory to the root group alone");
      assertTrue(tasks.size() > 10, tasks.size() + " tasks are paid for");
    }
  }

  private static Map<Long, String> payersOfTasks(Kernel kernel) {
    ConcurrentLinkedQueue<String> troubles = new ConcurrentLinkedQueue<>();
    ObjectGroups payers = ObjectGroups.of(kernel);
    Map<Long, String> found = new ConcurrentHashMap<>();
    AllSlabs.of(kernel, troubles::add)
        .forEach(slab -> {
          for (int i = 0; slab.cache().name().equals("task_struct") && i < slab.objects(); i++) {
            long object = slab.object(i);
            if (slab.state(i).isAllocated()) {
              payers.path(slab, i).ifPresent(path -> found.put(object, path));
            }
          }
        });
    assertEquals(List.of(), List.copyOf(troubles));
    return found;
  }

  /** The groups of a task and of all that it descends from. */
  private static List<String> lineage(ControlGroups groups, Task task, Hierarchy hierarchy) {
    return Stream.iterate(Optional.of(task), Optional::isPresent, one -> one.flatMap(Task::parent))
        .limit(20)
        .map(one -> path(groups, one.orElseThrow(), hierarchy))
        .toList();
  }

  private static String path(ControlGroups groups, Task task, Hierarchy hierarchy) {
    return groups.of(task, hierarchy).map(ControlGroup::path).orElse(ROOT);
  }
}
