package io.kwalk.lab.stack;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.kwalk.core.memory.AddressRange;
import io.kwalk.core.stack.StackFrame;
import io.kwalk.core.stack.StackFrame.Grade;
import io.kwalk.core.stack.StackTrace;
import io.kwalk.lab.dumps.OverDumps;
import io.kwalk.linux.Kernel;
import io.kwalk.linux.code.GeneratedCode;
import io.kwalk.linux.code.KprobeSlots;
import io.kwalk.linux.stack.TaskTraces;
import io.kwalk.linux.task.Task;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Tag;

/**
 * Code that stands in a kprobe's slot unwinds as the probed function does. The crashes of {@code
 * lab/scenarios} have a probe inside {@code straight}: "breakpoint" keeps its instruction in
 * kprobe_insn_slots, "jump" behind a copy of optprobe_template, where the kernel optimised it.
 */
@Tag("oracle")
final class KprobeSlotsTest {
  static List<Scenario> breakpoints() throws IOException {
    return named("breakpoint");
  }

  static List<Scenario> jumps() throws IOException {
    return named("jump");
  }

  private static List<Scenario> named(String name) throws IOException {
    return Scenario.all().stream().filter(scenario -> scenario.name().equals(name)).toList();
  }

  @OverDumps("breakpoints")
  void aSteppedInstructionHasTheCallersOfTheProbedOne(Scenario scenario) throws Exception {
    assumeTrue(scenario.isThere(), "skipped: lab/scripts/scenarios has not made " + scenario);
    try (Kernel kernel = scenario.open()) {
      List<StackFrame> frames = frames(kernel);
      int probed = indexOf(kernel, frames, "straight").orElseThrow();
      // What int3 interrupted is one byte further on.
      long slot = slotOf(kernel, "kprobe_insn_page", frames.get(probed).ip() - 1);
      assertFalse(KprobeSlots.of(kernel).hasRegisters(slot));
      assertCallers(kernel, frames, probed, slot);
    }
  }

  @OverDumps("jumps")
  void whatAJumpReplacedHasTheCallersOfTheProbedFunction(Scenario scenario) throws Exception {
    assumeTrue(scenario.isThere(), "skipped: lab/scripts/scenarios has not made " + scenario);
    try (Kernel kernel = scenario.open()) {
      List<StackFrame> frames = frames(kernel);
      Optional<Integer> slot = indexOf(kernel, frames, "kprobe_optinsn_page");
      assumeTrue(slot.isPresent(), "skipped: not optimised, as on 6.1 with return thunks");
      StackFrame trampoline = frames.get(slot.get());
      assertTrue(KprobeSlots.of(kernel).hasRegisters(trampoline.lookupAddress()));
      assertEquals(Grade.EXACT, trampoline.grade());
      int probed = slot.get() + 1;
      long copy = slotOf(kernel, "kprobe_optinsn_page", frames.get(probed).ip() - 1);
      assertTrue(trampoline.ip() < copy);
      assertCallers(kernel, frames, probed, copy);
    }
  }

  private static List<StackFrame> frames(Kernel kernel) {
    return TaskTraces.of(kernel).trace(panicked(kernel)).frames();
  }

  private static Task panicked(Kernel kernel) {
    return Scenario.task(kernel, "panic");
  }

  private static Optional<Integer> indexOf(Kernel kernel, List<StackFrame> frames, String name) {
    for (int i = 0; i < frames.size(); i++) {
      if (kernel.symbols().at(frames.get(i).lookupAddress()).orElseThrow().name().equals(name)) {
        return Optional.of(i);
      }
    }
    return Optional.empty();
  }

  /** Where in these pages the instruction at {@code probed} was copied to. */
  private static long slotOf(Kernel kernel, String pages, long probed) {
    KprobeSlots slots = KprobeSlots.of(kernel);
    return GeneratedCode.of(kernel).all().stream()
        .filter(piece -> piece.name().equals(pages))
        .map(GeneratedCode.Piece::range)
        .flatMapToLong(KprobeSlotsTest::addresses)
        .filter(address -> slots.original(address).orElse(0) == probed)
        .findFirst()
        .orElseThrow();
  }

  private static LongStream addresses(AddressRange range) {
    return LongStream.range(range.start(), range.end());
  }

  private static void assertCallers(Kernel kernel, List<StackFrame> frames, int probed, long copy) {
    long returnAddress = frames.get(probed).stackPointer() - 8;
    // As if it were a return address: one byte back is looked up.
    StackTrace trace = TaskTraces.of(kernel).traceFrom(panicked(kernel), copy + 1, returnAddress);
    List<StackFrame> callers = trace.frames().subList(1, trace.frames().size());
    assertEquals(ips(frames.subList(probed + 1, frames.size())), ips(callers));
    assertTrue(callers.stream().allMatch(frame -> frame.grade() == Grade.EXACT));
  }

  private static List<Long> ips(List<StackFrame> frames) {
    return frames.stream().map(StackFrame::ip).toList();
  }
}
