package io.kwalk.lab.walks;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.kwalk.lab.dumps.OverRecords;
import io.kwalk.lab.dumps.RealDump;
import io.kwalk.linux.Kernel;
import io.kwalk.linux.fs.Mounts;
import io.kwalk.linux.fs.OpenFile;
import io.kwalk.linux.fs.ProcessFiles;
import io.kwalk.linux.mm.SwapArea;
import io.kwalk.linux.task.Task;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Open files, mounts and swap areas against /proc/PID/fd, /proc/PID/mountinfo and /proc/swaps. */
class FilesOracleTest {
  /** Those that open and close files as the guest goes on: it logs, it watches, it loops. */
  private static final String BUSY =
      "(run|lab.*|oracle|systemd.*|\\(sd-pam\\)|dbus-daemon|cron|rpc.*|sh|bash)";

  private static final int S_IFMT = 0xf000;
  private static final int S_IFSOCK = 0xc000;
  private static final int S_IFIFO = 0x1000;

  /** What the initial file system mounted before it gave way to the real one. */
  private static final String BELOW = "(/ (rootfs|nullfs) .*|/dev devtmpfs d)";

  /** Mounted for as long as a service starts. */
  private static final String OF_A_SERVICE = "/run/credentials/.* ramfs ramfs";

  @OverRecords("t/1/fd")
  void filesAsTheGuestListedThem(RealDump dump) throws Exception {
    OracleRows rows = new OracleRows("fd", dump);
    try (Kernel kernel = dump.open()) {
      List<String> troubles = new ArrayList<>();
      for (Map.Entry<Task, Path> each : OracleRows.tasks(kernel, dump).entrySet()) {
        Task task = each.getKey();
        Path list = each.getValue().resolve("fd");
        Map<Integer, String> recorded = recorded(list);
        if (!task.comm().matches(BUSY) && isOfTheGuest(list, recorded)) {
          for (OpenFile file : ProcessFiles.of(kernel).open(task, troubles)) {
            String name = task.pid() + " " + task.comm() + " " + file.descriptor();
            rows.same(name, recorded.remove(file.descriptor()), link(kernel, file));
          }
          rows.same(task.pid() + " others", Map.of(), recorded);
        }
      }
      assertEquals(List.of(), troubles);
    }
    rows.check(5);
  }

  /** Some guests list those of processes alone; whoever records writes into a file. */
  private static boolean isOfTheGuest(Path fd, Map<Integer, String> recorded) {
    return Files.exists(fd) && !recorded.getOrDefault(1, "").startsWith("/record/");
  }

  /** "lrwx------ 1 root root 64 Nov 22 19:40 0 -> /dev/null", by number. */
  private static Map<Integer, String> recorded(Path fd) throws IOException {
    Map<Integer, String> files = new TreeMap<>();
    if (Files.isReadable(fd)) {
      for (String line : Files.readAllLines(fd)) {
        int arrow = line.indexOf(" -> ");
        if (arrow > 0) {
          String number = line.substring(line.lastIndexOf(' ', arrow - 1) + 1, arrow);
          files.put(Integer.parseInt(number), line.substring(arrow + 4));
        }
      }
    }
    return files;
  }

  /** As the link in /proc/PID/fd reads: what is in no directory has a name by its kind. */
  private static String link(Kernel kernel, OpenFile file) {
    if (file.path().startsWith("/")) {
      return file.path() + (file.deleted() ? " (deleted)" : "");
    }
    long number = kernel.field("inode", "i_ino").get(kernel.memory(), file.inode());
    return switch (file.mode() & S_IFMT) {
      case S_IFSOCK -> "socket:[" + number + "]";
      case S_IFIFO -> "pipe:[" + number + "]";
      default -> "anon_inode:" + file.path();
    };
  }

  /** ID PARENT DEVICE ROOT PLACE OPTIONS [OPTIONAL]… - TYPE SOURCE OPTIONS. */
  @OverRecords("t/1/mountinfo")
  void mountsOfEachProcessAsRecorded(RealDump dump) throws Exception {
    OracleRows rows = new OracleRows("mountinfo", dump);
    try (Kernel kernel = dump.open()) {
      List<String> troubles = new ArrayList<>();
      for (Map.Entry<Task, Path> each : OracleRows.tasks(kernel, dump).entrySet()) {
        Task task = each.getKey();
        Path folder = each.getValue();
        Path file = folder.resolve("mountinfo");
        if (file.toFile().length() > 0) {
          List<String> recorded = new ArrayList<>();
          for (String line : Files.readAllLines(file)) {
            String[] words = line.split(" - ", -1)[1].split(" ", -1);
            recorded.add(line.split(" ", -1)[4] + " " + words[0] + " " + words[1]);
          }
          List<String> found = new ArrayList<>();
          for (Mounts.Mount mount : Mounts.of(kernel).of(task, troubles)) {
            String device = mount.device().isEmpty() ? "none" : mount.device();
            found.add(mount.directory() + " " + mount.type() + " " + device);
          }
          for (String mount : recorded) {
            boolean there = found.remove(mount);
            rows.changes(
                folder.getFileName().toString(),
                mount,
                there ? mount : "gone",
                mount.matches(OF_A_SERVICE),
                "a service that started ends its mount of credentials");
          }
          // /proc shows what can be reached from the process's root: not what lies below it.
          if (folder.endsWith("1")) {
            rows.row("others", BELOW, found, found.stream().allMatch(row -> row.matches(BELOW)));
          }
        }
      }
      assertEquals(List.of(), troubles);
    }
    rows.check(20);
  }

  @OverRecords("p/swaps")
  void swapAreasAsRecorded(RealDump dump) throws Exception {
    OracleRows rows = new OracleRows("swaps", dump);
    try (Kernel kernel = dump.open()) {
      List<String> troubles = new ArrayList<>();
      long kilobytes = kernel.pageTables().pageSize() / 1024;
      Map<String, SwapArea> found = new TreeMap<>();
      SwapArea.all(kernel, troubles).forEach(area -> found.put(area.path(), area));
      for (String[] words : OracleRows.words(dump, "p/swaps")) {
        if (!words[0].equals("Filename")) {
          SwapArea area = found.remove(words[0]);
          rows.row(words[0], "there", area, area != null);
          if (area != null) {
            rows.same("type", words[1], area.isDevice() ? "partition" : "file");
            rows.same("size", words[2], "" + area.pages() * kilobytes);
            long used = area.usedPages() * kilobytes;
            rows.moves(
                "used",
                Long.parseLong(words[3]),
                used,
                Long.parseLong(words[2]) / 4,
                "the guest swaps as kexec takes memory");
            rows.same("priority", words[4], "" + area.priority());
          }
        }
      }
      rows.same("others", Map.of(), found);
      assertEquals(List.of(), troubles);
    }
    rows.check(1);
  }
}
