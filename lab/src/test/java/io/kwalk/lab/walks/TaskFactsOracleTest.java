package io.kwalk.lab.walks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.kwalk.lab.dumps.OverDumps;
import io.kwalk.lab.dumps.OverRecords;
import io.kwalk.lab.dumps.RealDump;
import io.kwalk.lab.dumps.RealDumps;
import io.kwalk.linux.Kernel;
import io.kwalk.linux.cgroup.ControlGroup;
import io.kwalk.linux.cgroup.ControlGroups;
import io.kwalk.linux.cgroup.Controller;
import io.kwalk.linux.cgroup.Hierarchy;
import io.kwalk.linux.namespace.Namespace;
import io.kwalk.linux.namespace.Namespaces;
import io.kwalk.linux.task.Credentials;
import io.kwalk.linux.task.Task;
import io.kwalk.linux.task.Tasks;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Control groups, credentials and namespaces against what the guest's /proc said of each task. */
class TaskFactsOracleTest {
  /** The arm64 guests record a part of it alone. */
  static Stream<RealDump> withStatus() {
    return RealDumps.ofAllMachines().stream().filter(TaskFactsOracleTest::hasCapabilities);
  }

  private static boolean hasCapabilities(RealDump dump) {
    try {
      return status(dump.oracle("t/1/status")).containsKey("CapEff");
    } catch (IOException problem) {
      throw new UncheckedIOException(problem);
    }
  }

  @OverRecords("t/1/cgroup")
  void namesTheGroupOfEachTask(RealDump dump) throws Exception {
    OracleRows rows = new OracleRows("cgroup", dump);
    try (Kernel kernel = dump.open()) {
      ControlGroups groups = ControlGroups.of(kernel);
      List<Hierarchy> hierarchies = groups.hierarchies();
      for (Map.Entry<Task, Path> entry : OracleRows.tasks(kernel, dump).entrySet()) {
        Path file = entry.getValue().resolve("cgroup");
        List<String> expected = Files.isReadable(file) ? Files.readAllLines(file) : List.of();
        if (expected.isEmpty()) {
          continue;
        }
        List<String> found = new ArrayList<>();
        for (Hierarchy hierarchy : hierarchies) {
          Optional<ControlGroup> group = groups.of(entry.getKey(), hierarchy);
          group.ifPresent(one -> found.add(line(hierarchy, one)));
        }
        rows.same("PID " + entry.getKey().pid(), expected, found);
      }
      assertEquals(List.of(), groups.troubles());
    }
    rows.check(20);
  }

  private static String line(Hierarchy hierarchy, ControlGroup group) {
    List<String> names = new ArrayList<>(hierarchy.id() == 0 ? List.of() : hierarchy.controllers());
    if (!hierarchy.name().isEmpty()) {
      names.add("name=" + hierarchy.name());
    }
    return hierarchy.id() + ":" + String.join(",", names) + ":" + group.path();
  }

  /** The third column, how many groups there are, changes until the crash: see below. */
  @OverRecords("t/1/cgroup")
  void listsTheControllersOfTheKernel(RealDump dump) throws Exception {
    OracleRows rows = new OracleRows("cgroups", dump);
    try (Kernel kernel = dump.open()) {
      Map<String, Controller> found =
          ControlGroups.of(kernel).controllers().stream()
              .collect(Collectors.toMap(Controller::name, one -> one));
      List<String> lines = Files.readAllLines(dump.oracle("p/cgroups"));
      assertTrue(lines.size() > 3);
      for (String line : lines.subList(1, lines.size())) {
        List<String> cells = List.of(line.split("\t", -1));
        Controller one = found.get(cells.getFirst());
        rows.same(line, cells.get(1), "" + one.hierarchy());
        rows.same(line, cells.get(3).equals("1"), one.enabled());
      }
    }
    rows.check(6);
  }

  /**
   * Every task is in one group of the tree, and the tree holds as many groups as the kernel counts.
   */
  @OverRecords("t/1/cgroup")
  void countsTasksAndGroups(RealDump dump) throws Exception {
    try (Kernel kernel = dump.open()) {
      ControlGroups groups = ControlGroups.of(kernel);
      for (Hierarchy hierarchy : groups.hierarchies()) {
        List<ControlGroup> tree = groups.tree(hierarchy.root());
        assertEquals(hierarchy.count(), tree.size());
        Map<Long, List<Task>> members = groups.members(hierarchy);
        int inTree =
            tree.stream()
                .mapToInt(group -> members.getOrDefault(group.address(), List.of()).size())
                .sum();
        long all = Tasks.of(kernel).all().stream().filter(task -> !task.isIdle()).count();
        assertEquals(all, inTree);
      }
    }
  }

  @OverDumps("withStatus")
  void knowsUsersAndCapabilitiesOfEachTask(RealDump dump) throws Exception {
    int compared = 0;
    try (Kernel kernel = dump.open()) {
      for (Map.Entry<Task, Path> entry : OracleRows.tasks(kernel, dump).entrySet()) {
        Map<String, String> status = status(entry.getValue().resolve("status"));
        if (!status.containsKey("CapEff")) {
          continue;
        }
        Credentials one = Credentials.of(entry.getKey());
        String who = "PID " + entry.getKey().pid();
        assertEquals(status.get("Uid"), ids(one.user(), "\t"), who);
        assertEquals(status.get("Gid"), ids(one.group(), "\t"), who);
        assertEquals(status.get("Groups"), ids(one.groups(), " "), who);
        assertEquals(status.get("CapInh"), hex(one.inheritable()), who);
        assertEquals(status.get("CapPrm"), hex(one.permitted()), who);
        assertEquals(status.get("CapEff"), hex(one.effective()), who);
        assertEquals(status.get("CapBnd"), hex(one.bounding()), who);
        assertEquals(status.get("CapAmb"), hex(one.ambient()), who);
        assertEquals(status.get("NoNewPrivs"), one.noNewPrivileges() ? "1" : "0", who);
        assertEquals(status.getOrDefault("Seccomp", "-1"), Integer.toString(one.seccomp()), who);
        compared++;
      }
    }
    assertTrue(compared > 20, "compared " + compared);
  }

  private static String ids(List<Long> ids, String separator) {
    return String.join(separator, ids.stream().map(String::valueOf).toList());
  }

  private static String hex(long set) {
    return "%016x".formatted(set);
  }

  private static Map<String, String> status(Path file) throws IOException {
    Map<String, String> status = new HashMap<>();
    if (Files.isReadable(file)) {
      for (String line : Files.readAllLines(file)) {
        int colon = line.indexOf(':');
        if (colon > 0) {
          status.put(line.substring(0, colon), line.substring(colon + 1).strip());
        }
      }
    }
    return status;
  }

  /** The first namespaces have fixed numbers (include/linux/proc_ns.h); so many levels as NSpid. */
  @OverDumps("withStatus")
  void knowsTheFirstNamespacesByTheirNumbers(RealDump dump) throws Exception {
    try (Kernel kernel = dump.open()) {
      List<String> troubles = new ArrayList<>();
      Map<String, Long> first =
          Namespaces.of(Tasks.of(kernel).withPid(2).orElseThrow(), troubles).stream()
              .collect(Collectors.toMap(Namespace::link, Namespace::inode));
      assertEquals(0xeffffffdL, first.get("user"));
      assertEquals(0xeffffffeL, first.get("uts"));
      assertEquals(0xefffffffL, first.get("ipc"));
      assertEquals(0xeffffffcL, first.get("pid"));
      for (Map.Entry<Task, Path> entry : OracleRows.tasks(kernel, dump).entrySet()) {
        String levels = status(entry.getValue().resolve("status")).getOrDefault("NSpid", "");
        Long pid =
            Namespaces.of(entry.getKey(), troubles).stream()
                .filter(one -> one.link().equals("pid"))
                .map(Namespace::inode)
                .findFirst()
                .orElse(null);
        if (!levels.isEmpty() && pid != null) {
          assertEquals(!levels.contains("\t"), pid == 0xeffffffcL, "PID " + entry.getKey().pid());
        }
      }
    }
  }
}
