package io.kwalk.lab.stack;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.kwalk.core.image.DumpImages;
import io.kwalk.core.image.ImageOptions;
import io.kwalk.core.stack.StackFrame;
import io.kwalk.core.stack.StackFrame.Grade;
import io.kwalk.core.stack.StackFrame.Method;
import io.kwalk.core.stack.StackTrace;
import io.kwalk.core.stack.StackTrace.End;
import io.kwalk.lab.dumps.OverwrittenImage;
import io.kwalk.lab.dumps.RealDump;
import io.kwalk.lab.dumps.RealDumps;
import io.kwalk.linux.Kernel;
import io.kwalk.linux.code.GeneratedCode;
import io.kwalk.linux.debuginfo.DebugInfoSources;
import io.kwalk.linux.stack.StackCheck;
import io.kwalk.linux.stack.TaskStack;
import io.kwalk.linux.stack.TaskTraces;
import io.kwalk.linux.task.Processors;
import io.kwalk.linux.task.Task;
import io.kwalk.linux.task.Tasks;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The stack of a sleeping task of a real dump after words of it were changed as tracers change
 * them, or as a bug would: what tracers keep is put where its stack is not in use.
 */
@Tag("oracle")
final class AlteredStackTest {
  /** Which frame's return address is replaced: neither the first nor the last. */
  private static final int CHANGED = 2;

  static Stream<RealDump> dumps() {
    return RealDumps.all().stream();
  }

  /** A dump to write to, and what it says of one task before. */
  private record Subject(RealDump dump, OverwrittenImage image, Kernel kernel, Task task)
      implements AutoCloseable {
    static Subject of(RealDump dump) throws Exception {
      OverwrittenImage image =
          new OverwrittenImage(
              DumpImages.open(List.of(dump.vmcore().toString()), ImageOptions.DEFAULT));
      Kernel kernel = Kernel.open(image, DebugInfoSources.NONE);
      for (Task task : Tasks.of(kernel).all()) {
        if (task.activeCpu().isEmpty()
            && task.mm().isPresent()
            && trace(task).frames().size() > 5) {
          return new Subject(dump, image, kernel, task);
        }
      }
      throw new AssertionError("no task sleeps in " + dump);
    }

    static StackTrace trace(Task task) {
      return TaskTraces.of(task.kernel()).trace(task);
    }

    StackTrace trace() {
      return trace(task);
    }

    void put(long address, long value) {
      image.put(kernel.memory().physical(address), value);
    }

    /** A new look at the changed dump: nothing that was read before is kept. */
    Subject again() throws Exception {
      Kernel fresh = Kernel.open(image, DebugInfoSources.NONE);
      return new Subject(dump, image, fresh, Tasks.of(fresh).at(task.address()).orElseThrow());
    }

    /** Where words can be put: at the end of the stack that is not in use. */
    long spare() {
      return TaskStack.of(task).orElseThrow().range().start() + 64;
    }

    long member(String name) {
      return task.address() + kernel.field("task_struct", name).offset();
    }

    long offset(String struct, String name) {
      return kernel.field(struct, name).offset();
    }

    @Override
    public void close() throws IOException {
      kernel.close();
    }
  }

  private static List<Long> addresses(StackTrace trace) {
    return trace.frames().stream().map(StackFrame::ip).toList();
  }

  private static void assertRestored(StackTrace before, StackTrace after) {
    assertEquals(addresses(before), addresses(after));
    assertEquals(Method.RETURN_TRAMPOLINE, after.frames().get(CHANGED).method());
    assertTrue(after.frames().stream().allMatch(frame -> frame.grade() == Grade.EXACT));
    assertEquals(before.end(), after.end());
  }

  private static long trampoline(Kernel kernel) {
    return Stream.of("arch_rethook_trampoline", "__kretprobe_trampoline", "kretprobe_trampoline")
        .flatMap(name -> kernel.imageSymbols().find(name).stream())
        .findFirst()
        .orElseThrow()
        .address();
  }

  /** Two probes of one function: the first has kept the caller, the second the trampoline. */
  private static void probe(Subject subject, StackFrame frame) {
    Kernel kernel = subject.kernel();
    boolean rethook = kernel.findField("task_struct", "rethooks").isPresent();
    String struct = rethook ? "rethook_node" : "kretprobe_instance";
    long link = subject.offset(struct, rethook ? "llist" : "hlist");
    long first = subject.spare();
    long second = first + 128;
    subject.put(
        rethook ? subject.member("rethooks") : kernel.address("kretprobe_inst_table") + 8 * 7,
        second + link);
    subject.put(second + link, first + link);
    subject.put(first + link, 0);
    for (long node : List.of(first, second)) {
      subject.put(node + subject.offset(struct, rethook ? "frame" : "fp"), frame.returnAddressAt());
      subject.put(
          node + subject.offset(struct, "ret_addr"),
          node == first ? frame.ip() : trampoline(kernel));
      if (!rethook) {
        subject.put(node + subject.offset(struct, "task"), subject.task().address());
      }
    }
    subject.put(frame.returnAddressAt(), trampoline(kernel));
  }

  @ParameterizedTest
  @MethodSource("dumps")
  void theCallerThatAKretprobeKeptIsRestored(RealDump dump) throws Exception {
    try (Subject subject = Subject.of(dump)) {
      StackTrace before = subject.trace();
      probe(subject, before.frames().get(CHANGED));
      assertRestored(before, subject.again().trace());
    }
  }

  /** Puts a call on the shadow stack, in the form of this kernel, below another one. */
  private static void graph(Subject subject, StackFrame frame, long original) {
    Kernel kernel = subject.kernel();
    long size = kernel.struct("ftrace_ret_stack").size();
    boolean words = kernel.findAddress("fgraph_array").isPresent();
    long stack = subject.spare();
    long second = stack + size + (words ? 16 : 0);
    subject.put(subject.member("ret_stack"), stack);
    long used = words ? (second + size + 8 - stack) / 8 : 1;
    // curr_ret_depth is the other half of the word.
    subject.put(subject.member("curr_ret_stack"), used | 1L << 32);
    for (long entry : List.of(stack, second)) {
      subject.put(entry + subject.offset("ftrace_ret_stack", "ret"), original);
      subject.put(
          entry + subject.offset("ftrace_ret_stack", "retp"),
          entry == stack ? frame.returnAddressAt() : 1);
    }
    subject.put(
        frame.returnAddressAt(),
        kernel.imageSymbols().find("return_to_handler").orElseThrow().address());
  }

  @ParameterizedTest
  @MethodSource("dumps")
  void theCallerThatTheGraphTracerKeptIsRestored(RealDump dump) throws Exception {
    try (Subject subject = Subject.of(dump)) {
      StackTrace before = subject.trace();
      StackFrame frame = before.frames().get(CHANGED);
      graph(subject, frame, frame.ip());
      assertRestored(before, subject.again().trace());
    }
  }

  @Test
  void aTrampolineWhoseCallerIsLostIsPassedByASearch() throws Exception {
    try (Subject subject = Subject.of(RealDumps.sample())) {
      StackTrace before = subject.trace();
      subject.put(before.frames().get(CHANGED).returnAddressAt(), trampoline(subject.kernel()));
      StackTrace after = subject.again().trace();
      List<Long> behind = addresses(before).subList(CHANGED + 1, before.frames().size());
      assertTrue(addresses(after).containsAll(behind), () -> after.frames().toString());
      assertTrue(after.frames().stream().anyMatch(frame -> frame.grade() != Grade.EXACT));
    }
  }

  @ParameterizedTest
  @MethodSource("dumps")
  void framesBehindAnOverwrittenReturnAddressAreFound(RealDump dump) throws Exception {
    try (Subject subject = Subject.of(dump)) {
      StackTrace before = subject.trace();
      subject.put(before.frames().get(CHANGED).returnAddressAt(), 0x4141_4141_4141_4141L);
      StackTrace after = subject.again().trace();
      List<Long> behind = addresses(before).subList(CHANGED + 1, before.frames().size());
      assertTrue(addresses(after).containsAll(behind), () -> after.frames().toString());
      assertEquals(End.USER_MODE, after.end());
      assertTrue(after.frames().stream().anyMatch(frame -> frame.grade() != Grade.EXACT));
      assertEquals(Grade.EXACT, after.frames().get(CHANGED - 1).grade());
    }
  }

  @Test
  void aStackOfNoAddressesAtAllEnds() throws Exception {
    try (Subject subject = Subject.of(RealDumps.sample())) {
      StackTrace before = subject.trace();
      List<StackFrame> frames = new ArrayList<>(before.frames());
      long top = TaskStack.of(subject.task()).orElseThrow().range().end();
      for (long at = frames.get(1).returnAddressAt(); at < top; at += 8) {
        subject.put(at, 0x4141_4141_4141_4141L);
      }
      StackTrace after = subject.again().trace();
      assertEquals(1, after.frames().size());
      assertEquals(End.UNKNOWN_CODE, after.end());
    }
  }

  @Test
  void anOverwrittenEndOfTheStackIsSeen() throws Exception {
    try (Subject subject = Subject.of(RealDumps.sample())) {
      StackCheck before = StackCheck.of(subject.task()).orElseThrow();
      assertTrue(before.isEndWhole() && before.isCpuValid());
      assertTrue(before.deepest().orElseThrow() >= before.used() && before.used() > 0);
      subject.put(TaskStack.of(subject.task()).orElseThrow().range().start(), 7);
      StackCheck after = StackCheck.of(subject.again().task()).orElseThrow();
      assertEquals(7, after.end());
      assertTrue(after.deepest().isEmpty());
    }
  }

  /** A BPF program that was switched away from, called by a frame of the task's trace. */
  @ParameterizedTest
  @MethodSource("dumps")
  void aBpfProgramHasItsNameAndItsCaller(RealDump dump) throws Exception {
    try (Subject subject = Subject.of(dump)) {
      Optional<GeneratedCode.Piece> program =
          GeneratedCode.of(subject.kernel()).all().stream()
              .filter(piece -> piece.kind() == GeneratedCode.Kind.BPF)
              .findFirst();
      assumeTrue(program.isPresent(), "skipped: no BPF program in " + dump);
      StackTrace before = subject.trace();
      StackFrame caller = before.frames().get(CHANGED);
      long sp = subject.kernel().memory().u64(subject.member("thread") + threadSp(subject));
      long bp = caller.returnAddressAt() - 8;
      subject.put(sp + subject.offset("inactive_task_frame", "bp"), bp);
      subject.put(
          sp + subject.offset("inactive_task_frame", "ret_addr"), program.get().range().end() - 1);
      subject.put(bp, caller.framePointer());
      Subject after = subject.again();
      List<Long> expected = addresses(before).subList(CHANGED, before.frames().size());
      StackTrace trace = after.trace();
      assertEquals(expected, addresses(trace).subList(1, trace.frames().size()));
      assertEquals(
          program.get().name(),
          after
              .kernel()
              .symbols()
              .at(trace.frames().getFirst().lookupAddress())
              .orElseThrow()
              .name());
    }
  }

  private static long threadSp(Subject subject) {
    return subject.offset("thread_struct", "sp");
  }

  @Test
  void aProcessorWhoseNoteIsLostDidNotAnswer() throws Exception {
    try (Subject subject = Subject.of(RealDumps.sample())) {
      Kernel kernel = subject.kernel();
      Task task =
          Tasks.of(kernel).all().stream()
              .filter(t -> t.activeCpu().isPresent())
              .filter(t -> !Processors.of(kernel).panicTask().equals(Optional.of(t)))
              .findFirst()
              .orElseThrow();
      assertFalse(TaskTraces.of(kernel).isUnanswered(task));
      int cpu = task.activeCpu().getAsInt();
      long note = kernel.word("crash_notes") + kernel.perCpu().offset(cpu);
      for (long at = note; at < note + 64; at += 8) {
        subject.put(at, 0);
      }
      Kernel fresh = subject.again().kernel();
      Task same = Tasks.of(fresh).at(task.address()).orElseThrow();
      assertTrue(TaskTraces.of(fresh).isUnanswered(same));
      assertFalse(TaskTraces.of(fresh).trace(same).frames().isEmpty());
    }
  }
}
