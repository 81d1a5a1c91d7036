package io.kwalk.lab.walks;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.kwalk.lab.dumps.OverRecords;
import io.kwalk.lab.dumps.RealDump;
import io.kwalk.linux.Kernel;
import io.kwalk.linux.mm.Mappings;
import io.kwalk.linux.mm.Mappings.Mapping;
import io.kwalk.linux.task.Task;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Mappings of a dump against /proc/PID/maps, which the guest recorded seconds before it crashed.
 */
class MapsOracleTest {
  private static final String MAPPED = "allocators map and unmap memory of no file";
  private static final String NO_FILE = "\\S+ \\S+";
  private static final String EXECUTED = "the shell that recorded executes another program";

  // The small guests' shell records no maps.
  @OverRecords("t/1/maps")
  void mapsAsTheGuestRecordedThem(RealDump dump) throws Exception {
    OracleRows rows = new OracleRows("maps", dump);
    List<String> troubles = new ArrayList<>();
    try (Kernel kernel = dump.open()) {
      for (Map.Entry<Task, Path> each : OracleRows.tasks(kernel, dump).entrySet()) {
        Task task = each.getKey();
        Path folder = each.getValue();
        Set<String> recorded = recorded(folder.resolve("maps"));
        if (recorded.isEmpty() || task.mm().isEmpty()) {
          continue;
        }
        Set<String> found = new LinkedHashSet<>();
        for (Mapping mapping : Mappings.of(kernel).all(task.mm().getAsLong(), troubles)) {
          found.add(line(mapping));
        }
        boolean executed = !recordedName(folder).equals(task.comm());
        compare(rows, folder.getFileName() + " " + task.comm(), recorded, found, executed);
      }
    }
    assertEquals(List.of(), troubles);
    rows.check(40);
  }

  private static void compare(
      OracleRows rows, String who, Set<String> recorded, Set<String> found, boolean executed) {
    Set<String> all = new LinkedHashSet<>(recorded);
    all.addAll(found);
    for (String line : all) {
      boolean isAllowed = executed || line.matches(NO_FILE);
      String then = recorded.contains(line) ? line : "";
      String now = found.contains(line) ? line : "";
      rows.changes(who, then, now, isAllowed, executed ? EXECUTED : MAPPED);
    }
  }

  private static String recordedName(Path folder) throws IOException {
    String first = Files.readAllLines(folder.resolve("status")).getFirst();
    return first.substring(first.indexOf('\t') + 1);
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
      // The first segment of shared memory is inode 0.
      boolean file = !cells[4].equals("0") || path.startsWith("/SYSV");
      // vsyscall is no mapping of the process.
      if (!path.equals("[vsyscall]")) {
        lines.add(
            cells[0] + " " + cells[1] + (file ? " " + cells[2] + " " + withoutSlash(path) : ""));
      }
    }
    return lines;
  }

  /**
   * A file without a place in any directory is /SYSV00001234 there, SYSV00001234 here; one of no
   * file system anon_inode:[perf_event] there.
   */
  private static String withoutSlash(String path) {
    return path.replaceFirst("^(/|anon_inode:)", "");
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
