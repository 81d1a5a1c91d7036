package io.kwalk.lab.walks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.kwalk.lab.dumps.RealDump;
import io.kwalk.lab.dumps.RealDumps;
import io.kwalk.linux.Kernel;
import io.kwalk.linux.mm.Mappings;
import io.kwalk.linux.mm.Mappings.Mapping;
import io.kwalk.linux.task.Task;
import io.kwalk.linux.task.Tasks;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Mappings of a dump against /proc/PID/maps, which the guest recorded seconds before it crashed.
 */
class MapsOracleTest {
  /** Processes that mapped or unmapped something between record and crash: shells, allocators. */
  private static final int CHANGED = 4;

  static Stream<RealDump> dumps() {
    // The small guests' shell records no maps.
    return RealDumps.ofAllMachines().stream()
        .filter(dump -> dump.oracle("t/1/maps").toFile().length() > 0);
  }

  @ParameterizedTest
  @MethodSource("dumps")
  void mapsAsTheGuestRecordedThem(RealDump dump) throws Exception {
    int processes = 0;
    List<String> changed = new ArrayList<>();
    List<String> troubles = new ArrayList<>();
    try (Kernel kernel = dump.open();
        Stream<Path> folders = Files.list(dump.oracle("t"))) {
      for (Path folder : folders.sorted().toList()) {
        Set<String> recorded = recorded(folder.resolve("maps"));
        Optional<Task> task = task(kernel, folder);
        if (recorded.isEmpty() || task.isEmpty() || task.get().mm().isEmpty()) {
          continue;
        }
        processes++;
        Set<String> found = new LinkedHashSet<>();
        for (Mapping mapping : Mappings.of(kernel).all(task.get().mm().getAsLong(), troubles)) {
          found.add(line(mapping));
        }
        if (!found.equals(recorded)) {
          changed.add(folder.getFileName() + " " + difference(recorded, found));
        }
      }
    }
    assertEquals(List.of(), troubles);
    assertTrue(processes > 2, "processes: " + processes);
    assertTrue(changed.size() <= CHANGED, "other mappings: " + changed);
  }

  private static Optional<Task> task(Kernel kernel, Path folder) {
    return Tasks.of(kernel).withPid(Integer.parseInt(folder.getFileName().toString()));
  }

  private static List<String> difference(Set<String> recorded, Set<String> found) {
    List<String> lines = new ArrayList<>();
    recorded.stream().filter(line -> !found.contains(line)).forEach(line -> lines.add("-" + line));
    found.stream().filter(line -> !recorded.contains(line)).forEach(line -> lines.add("+" + line));
    return lines;
  }

  /** Start, end, permissions, offset into the file, and the file; not what only /proc names. */
  private static Set<String> recorded(Path maps) throws IOException {
    Set<String> lines = new LinkedHashSet<>();
    if (!Files.isReadable(maps)) {
      return lines;
    }
    for (String line : Files.readAllLines(maps)) {
      String[] cells = line.split("\\s+", 6);
      String path = cells.length < 6 ? "" : cells[5].replace(" (deleted)", "");
      boolean file = !cells[4].equals("0");
      // vsyscall is no mapping of the process.
      if (!path.equals("[vsyscall]")) {
        lines.add(
            cells[0] + " " + cells[1] + (file ? " " + cells[2] + " " + withoutSlash(path) : ""));
      }
    }
    return lines;
  }

  /** A file without a place in any directory is /SYSV00001234 there, SYSV00001234 here. */
  private static String withoutSlash(String path) {
    return path.startsWith("/") ? path.substring(1) : path;
  }

  private static String line(Mapping mapping) {
    long flags = mapping.flags();
    String permissions =
        ((flags & 1) != 0 ? "r" : "-")
            + ((flags & 2) != 0 ? "w" : "-")
            + ((flags & 4) != 0 ? "x" : "-")
            + ((flags & 0x80) != 0 ? "s" : "p");
    String range = "%08x-%08x %s".formatted(mapping.start(), mapping.end(), permissions);
    return mapping.backing() == 0
        ? range
        : "%s %08x %s".formatted(range, mapping.offset(), withoutSlash(mapping.file()));
  }
}
