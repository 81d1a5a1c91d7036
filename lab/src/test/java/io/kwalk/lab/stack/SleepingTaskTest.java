package io.kwalk.lab.stack;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.kwalk.core.debuginfo.Field;
import io.kwalk.core.debuginfo.Symbol;
import io.kwalk.core.memory.MemoryFault;
import io.kwalk.core.stack.StackFrame;
import io.kwalk.core.stack.StackFrame.Grade;
import io.kwalk.core.stack.StackTrace;
import io.kwalk.lab.dumps.RealDump;
import io.kwalk.lab.dumps.RealDumps;
import io.kwalk.linux.Kernel;
import io.kwalk.linux.stack.TaskTraces;
import io.kwalk.linux.task.Task;
import io.kwalk.linux.task.Tasks;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Tasks that slept from the guest's record of them (/proc/PID/stack) until the crash have the very
 * frames that the kernel said: none is missing, none too many, each exact. A task slept if its
 * counts of context switches are those that the record says.
 */
@Tag("oracle")
final class SleepingTaskTest {
  static Stream<RealDump> dumps() {
    return Stream.concat(RealDumps.all().stream(), RealDumps.withoutSlabs().stream());
  }

  @ParameterizedTest
  @MethodSource("dumps")
  void hasEachFrameThatTheKernelSaidAndNoOther(RealDump dump) throws Exception {
    assumeTrue(dump.hasOracle(), "skipped: no record of the guest beside " + dump);
    try (Kernel kernel = dump.open()) {
      List<String> different = new ArrayList<>();
      List<String> missing = new ArrayList<>();
      int slept = 0;
      for (Task task : Tasks.of(kernel).all()) {
        try {
          slept += compare(kernel, dump, task, different) ? 1 : 0;
        } catch (MemoryFault fault) {
          missing.add(Long.toHexString(task.address()) + ": " + fault.getMessage());
        }
      }
      assertTrue(slept > 20, slept + " tasks slept");
      assertEquals("", String.join("\n", different));
      // What cannot be compared is named, and there is none where the filter left no slab page out.
      String excluded = "(?s).*page excluded by the dump filter.*";
      boolean isFiltered = RealDumps.withoutSlabs().contains(dump);
      assertTrue(
          missing.isEmpty() || isFiltered && missing.stream().allMatch(m -> m.matches(excluded)),
          () -> "not to be compared: " + String.join("\n", missing));
      System.out.println(dump + ": " + slept + " tasks compared, not to be compared " + missing);
    }
  }

  /** Whether {@code task} slept; what differs then is added. */
  private static boolean compare(Kernel kernel, RealDump dump, Task task, List<String> different)
      throws IOException {
    List<String> expected = recorded(dump.oracle("t/" + task.pid() + "/stack"));
    if (expected.isEmpty() || !sleptSince(dump, task)) {
      return false;
    }
    List<String> frames = frames(kernel, task, expected);
    if (!frames.equals(expected)) {
      different.add(
          task.pid() + " " + task.comm() + "\n  kernel " + expected + "\n  here   " + frames);
    }
    return true;
  }

  /** Function and offset of each line of /proc/PID/stack. */
  private static List<String> recorded(Path stack) throws IOException {
    List<String> frames = new ArrayList<>();
    if (Files.isReadable(stack)) {
      for (String line : Files.readAllLines(stack)) {
        int start = line.indexOf("] ");
        int end = line.indexOf('/', start);
        if (start > 0 && end > start) {
          frames.add(line.substring(start + 2, end));
        }
      }
    }
    return frames;
  }

  private static boolean sleptSince(RealDump dump, Task task) throws IOException {
    Path status = dump.oracle("t/" + task.pid() + "/status");
    return task.activeCpu().isEmpty()
        && Files.isReadable(status)
        && count(status, "voluntary_ctxt_switches:") == switches(task, "nvcsw")
        && count(status, "nonvoluntary_ctxt_switches:") == switches(task, "nivcsw");
  }

  private static long count(Path status, String name) throws IOException {
    for (String line : Files.readAllLines(status)) {
      if (line.startsWith(name)) {
        return Long.parseLong(line.substring(name.length()).strip());
      }
    }
    return -1;
  }

  private static long switches(Task task, String member) {
    Field field = task.kernel().field("task_struct", member);
    return field.get(task.kernel().memory(), task.address());
  }

  /**
   * Ours in the kernel's words: where it named another alias of the same place, by that. It leaves
   * out all that lies in the scheduler's text (in_sched_functions(), kernel/sched/core.c).
   */
  private static List<String> frames(Kernel kernel, Task task, List<String> expected) {
    long schedulerStart = kernel.findAddress("__sched_text_start").orElseThrow();
    long schedulerEnd = kernel.findAddress("__sched_text_end").orElseThrow();
    StackTrace trace = TaskTraces.of(kernel).trace(task);
    List<String> names = new ArrayList<>();
    for (StackFrame frame : trace.frames()) {
      if (frame.ip() < schedulerStart || frame.ip() >= schedulerEnd) {
        String same = names.size() < expected.size() ? expected.get(names.size()) : "";
        names.add(isNamed(kernel, frame, same) ? same : name(kernel, frame));
      }
    }
    return names;
  }

  private static boolean isNamed(Kernel kernel, StackFrame frame, String place) {
    int plus = place.indexOf('+');
    return plus > 0
        && frame.grade() == Grade.EXACT
        && kernel.symbols().findAll(place.substring(0, plus)).stream()
            .anyMatch(s -> s.address() + Long.decode(place.substring(plus + 1)) == frame.ip());
  }

  private static String name(Kernel kernel, StackFrame frame) {
    Symbol symbol = kernel.symbols().at(frame.lookupAddress()).orElseThrow();
    return symbol.name() + "+" + (frame.ip() - symbol.address()) + " (" + frame.grade() + ")";
  }
}
