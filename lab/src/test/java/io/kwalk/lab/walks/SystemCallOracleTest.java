package io.kwalk.lab.walks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.kwalk.lab.dumps.OverRecords;
import io.kwalk.lab.dumps.RealDump;
import io.kwalk.linux.Kernel;
import io.kwalk.linux.fs.FileLinks;
import io.kwalk.linux.fs.OpenFile;
import io.kwalk.linux.fs.ProcessFiles;
import io.kwalk.linux.syscall.CurrentSystemCall;
import io.kwalk.linux.syscall.SystemCallText;
import io.kwalk.linux.task.Task;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * System calls of sleeping tasks against /proc/PID/syscall, and what their descriptors are open on
 * against /proc/PID/fd, which the guest recorded seconds before it crashed.
 */
class SystemCallOracleTest {
  private static final String CRASHES = "the one shell that recorded, and waited for a child";

  /** Files that a service opened or closed between record and crash. */
  private static final int CHANGED_FILES = 4;

  // The small guests' shell records no system calls.
  @OverRecords("t/1/syscall")
  void findsTheCallAndTheArgumentsThatTheGuestRecorded(RealDump dump) throws Exception {
    OracleRows rows = new OracleRows("syscall", dump);
    try (Kernel kernel = dump.open()) {
      for (Map.Entry<Task, List<String>> entry : recorded(kernel, dump).entrySet()) {
        Task task = entry.getKey();
        List<String> words = entry.getValue();
        Optional<CurrentSystemCall> call = CurrentSystemCall.of(task);
        if (task.isKernelThread()) {
          assertEquals(Optional.empty(), call, "PID " + task.pid());
        } else if (call.isPresent() && words.size() == 9) {
          List<String> found = words(task, call.get());
          List<String> then = compared(words, found.size());
          boolean isRecorder = rows.changed(CRASHES) == 0;
          rows.changes(task.pid() + " " + task.comm(), then, found, isRecorder, CRASHES);
        }
      }
    }
    rows.check(3);
  }

  /**
   * The number, the arguments that the call takes, stack pointer and address. What stands in the
   * other registers of a task that called again in between is of no call.
   */
  private static List<String> words(Task task, CurrentSystemCall call) {
    List<String> words = new ArrayList<>();
    words.add(Integer.toString(call.number()));
    int count = call.isCall() ? new SystemCallText(task, call).arguments().size() : 0;
    for (int i = 0; i < count; i++) {
      words.add("0x" + Long.toHexString(call.arguments().get(i)));
    }
    words.add("0x" + Long.toHexString(call.sp()));
    words.add("0x" + Long.toHexString(call.ip()));
    return words;
  }

  private static List<String> compared(List<String> recorded, int size) {
    List<String> words = new ArrayList<>(recorded.subList(0, Math.max(1, size - 2)));
    words.addAll(recorded.subList(7, 9));
    return words;
  }

  private static Map<Task, List<String>> recorded(Kernel kernel, RealDump dump) throws IOException {
    Map<Task, List<String>> recorded = new HashMap<>();
    for (Map.Entry<Task, Path> each : OracleRows.tasks(kernel, dump).entrySet()) {
      Path file = each.getValue().resolve("syscall");
      if (Files.isReadable(file)) {
        recorded.put(each.getKey(), Arrays.asList(Files.readString(file).strip().split(" ")));
      }
    }
    return recorded;
  }

  @OverRecords("t/1/fd")
  void namesFilesAsTheGuestsDescriptorsDid(RealDump dump) throws Exception {
    int equal = 0;
    List<String> changed = new ArrayList<>();
    List<String> troubles = new ArrayList<>();
    try (Kernel kernel = dump.open()) {
      for (Map.Entry<Task, Path> each : OracleRows.tasks(kernel, dump).entrySet()) {
        Path folder = each.getValue();
        Map<String, String> recorded = links(folder.resolve("fd"));
        for (OpenFile file : ProcessFiles.of(kernel).open(each.getKey(), troubles)) {
          String before = recorded.get(Integer.toString(file.descriptor()));
          String now = FileLinks.of(kernel).of(file);
          if (now.equals(before)) {
            equal++;
          } else if (before != null) {
            changed.add(folder.getFileName() + "/" + file.descriptor() + " " + before + " " + now);
          }
        }
      }
    }
    assertEquals(List.of(), troubles);
    assertTrue(equal > 10, "equal: " + equal);
    assertTrue(changed.size() <= CHANGED_FILES, "other files: " + changed);
  }

  /** Lines of ls -l: "lrwx------ 1 root root 64 Nov 22 19:39 15 -> socket:[10444]". */
  private static Map<String, String> links(Path file) throws IOException {
    Map<String, String> links = new HashMap<>();
    if (Files.isReadable(file)) {
      for (String line : Files.readAllLines(file)) {
        int arrow = line.indexOf(" -> ");
        if (arrow > 0) {
          links.put(
              line.substring(line.lastIndexOf(' ', arrow - 1) + 1, arrow),
              line.substring(arrow + 4));
        }
      }
    }
    return links;
  }
}
