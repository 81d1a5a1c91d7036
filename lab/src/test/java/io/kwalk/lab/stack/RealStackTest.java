package io.kwalk.lab.stack;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.kwalk.core.debuginfo.Field;
import io.kwalk.core.debuginfo.Symbol;
import io.kwalk.core.stack.StackFrame;
import io.kwalk.core.stack.StackTrace;
import io.kwalk.lab.dumps.RealDump;
import io.kwalk.lab.dumps.RealDumps;
import io.kwalk.linux.Kernel;
import io.kwalk.linux.stack.TaskTraces;
import io.kwalk.linux.task.Processors;
import io.kwalk.linux.task.Task;
import io.kwalk.linux.task.Tasks;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Traces of real dumps beside what the kernel (/proc/PID/stack) and crash said. */
@Tag("oracle")
final class RealStackTest {
  static Stream<RealDump> dumps() {
    return RealDumps.ofAllMachines().stream();
  }

  private static Kernel open(RealDump dump) throws Exception {
    return dump.open();
  }

  /**
   * The kernel skips what belongs to the scheduler and names another alias sometimes. Tasks that
   * ran between the record and the crash have other frames: most must agree, and those that do not
   * share nothing but their end.
   */
  @ParameterizedTest
  @MethodSource("dumps")
  void sleepingTasksHaveTheFramesThatTheKernelSaid(RealDump dump) throws Exception {
    assumeTrue(dump.hasOracle(), "skipped: no record of the guest beside " + dump);
    try (Kernel kernel = open(dump)) {
      List<String> different = new ArrayList<>();
      int same = 0;
      for (Task task : Tasks.of(kernel).all()) {
        List<String> expected = recorded(dump.oracle("t/" + task.pid() + "/stack"));
        if (expected.isEmpty() || task.activeCpu().isPresent()) {
          continue;
        }
        StackTrace trace = TaskTraces.of(kernel).trace(task);
        if (contains(kernel, trace, expected)) {
          same++;
        } else {
          different.add(task.pid() + " " + task.comm() + " " + expected);
        }
      }
      assertTrue(same > 20, same + " tasks agree");
      // Nothing but the grace periods of RCU goes on in QEMU's idle guests.
      int moved = dump.isOfQemu() ? 1 : same / 10;
      assertTrue(different.size() <= moved, () -> "not as recorded: " + different);
    }
  }

  /** Function and offset of each line of /proc/PID/stack. */
  private static List<String> recorded(Path stack) throws IOException {
    if (!Files.isReadable(stack)) {
      return List.of();
    }
    List<String> frames = new ArrayList<>();
    for (String line : Files.readAllLines(stack)) {
      int start = line.indexOf("] ");
      int end = line.indexOf('/', start);
      if (start > 0 && end > start) {
        frames.add(line.substring(start + 2, end));
      }
    }
    return frames;
  }

  private static boolean contains(Kernel kernel, StackTrace trace, List<String> expected) {
    int next = 0;
    for (StackFrame frame : trace.frames()) {
      if (next < expected.size() && isNamed(kernel, frame, expected.get(next))) {
        next++;
      }
    }
    return next == expected.size();
  }

  private static boolean isNamed(Kernel kernel, StackFrame frame, String place) {
    String name = place.substring(0, place.indexOf('+'));
    long offset = Long.decode(place.substring(place.indexOf('+') + 1));
    return kernel.symbols().findAll(name).stream()
        .anyMatch(symbol -> symbol.address() + offset == frame.ip());
  }

  @ParameterizedTest
  @MethodSource("dumps")
  void framesAreThoseThatCrashPrints(RealDump dump) throws Exception {
    String theirs = dump.crash("foreach bt");
    assumeTrue(theirs != null && theirs.contains("#0"), "skipped: crash gave no traces of " + dump);
    List<String> expected =
        theirs
            .lines()
            .filter(line -> line.matches(" ?#\\d+ .*"))
            .map(line -> line.replaceFirst(" ?#\\d+ ", "").replaceFirst(" \\[[a-z_0-9]+]$", ""))
            .toList();
    try (Kernel kernel = open(dump)) {
      List<String> ours = new ArrayList<>();
      for (Task task : Tasks.of(kernel).all()) {
        for (StackFrame frame : TaskTraces.of(kernel).trace(task).frames()) {
          String line = line(kernel, frame);
          String other = withoutRegisters(kernel, frame);
          int at = ours.size();
          ours.add(at < expected.size() && expected.get(at).equals(other) ? other : line);
        }
      }
      assertEquals(String.join("\n", expected), String.join("\n", ours));
    }
  }

  private static String line(Kernel kernel, StackFrame frame) {
    // Of interrupted code crash shows the stack pointer that it had.
    return line(
        kernel, frame, frame.interruptedAt() == 0 ? frame.returnAddressAt() : frame.stackPointer());
  }

  /**
   * Of code that was preempted by an interrupt crash has the place of the instruction pointer, and
   * no registers: docs/differences.md.
   */
  private static String withoutRegisters(Kernel kernel, StackFrame frame) {
    Optional<Field> saved = kernel.findField("pt_regs", "ip");
    return frame.interruptedAt() == 0 || saved.isEmpty()
        ? ""
        : line(kernel, frame, saved.get().addressIn(frame.interruptedAt()));
  }

  private static String line(Kernel kernel, StackFrame frame, long stackAddress) {
    Optional<Symbol> symbol = kernel.symbols().at(frame.lookupAddress());
    return "[%016x] %s at %016x"
        .formatted(stackAddress, symbol.map(Symbol::displayName).orElse("(unknown)"), frame.ip());
  }

  static Stream<RealDump> crashed() {
    return dumps().filter(dump -> !dump.wasRunning());
  }

  static Stream<RealDump> running() {
    List<RealDump> dumps = dumps().filter(RealDump::wasRunning).toList();
    Assumptions.assumeFalse(dumps.isEmpty(), "no dump of a guest at rest (lab/scripts/dump-core)");
    return dumps.stream();
  }

  @ParameterizedTest
  @MethodSource("crashed")
  void thePanickingTaskIsInKexecOrWaitsForQemu(RealDump dump) throws Exception {
    try (Kernel kernel = open(dump)) {
      Task task = Processors.of(kernel).panicTask().orElseThrow();
      List<String> names =
          TaskTraces.of(kernel).trace(task).frames().stream()
              .map(f -> kernel.symbols().at(f.lookupAddress()).orElseThrow().name())
              .toList();
      assertTrue(names.contains(dump.isOfQemu() ? "panic" : "__crash_kexec"), names::toString);
      if (!dump.isOfQemu()) {
        assertEquals("machine_kexec", names.getFirst());
      }
    }
  }

  /** Its processors have the registers that QEMU wrote: they idle in their own stacks. */
  @ParameterizedTest
  @MethodSource("running")
  void aGuestAtRestHasNoPanickingTaskAndItsProcessorsIdle(RealDump dump) throws Exception {
    try (Kernel kernel = open(dump)) {
      Processors processors = Processors.of(kernel);
      assertEquals(Optional.empty(), processors.panicTask());
      for (int cpu = 0; cpu < processors.count(); cpu++) {
        Task task = processors.current(cpu).orElseThrow();
        List<String> names =
            TaskTraces.of(kernel).trace(task).frames().stream()
                .map(f -> kernel.symbols().at(f.lookupAddress()).orElseThrow().name())
                .toList();
        assertTrue(task.isIdle() && names.contains("do_idle"), task.comm() + " " + names);
      }
    }
  }
}
