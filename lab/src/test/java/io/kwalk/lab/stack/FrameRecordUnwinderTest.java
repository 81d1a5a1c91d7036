package io.kwalk.lab.stack;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.kwalk.core.arch.arm64.Arm64Register;
import io.kwalk.core.arch.arm64.PointerAuthentication;
import io.kwalk.core.arch.arm64.PtRegs;
import io.kwalk.core.debuginfo.RegionSymbols;
import io.kwalk.core.debuginfo.Symbol;
import io.kwalk.core.memory.AddressRange;
import io.kwalk.core.stack.FrameRecordUnwinder;
import io.kwalk.core.stack.Registers;
import io.kwalk.core.stack.StackFrame.Method;
import io.kwalk.core.stack.StackRegion;
import io.kwalk.core.stack.StackTrace;
import io.kwalk.core.stack.StackTrace.End;
import io.kwalk.lab.memory.BytesMemory;
import java.nio.ByteOrder;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Functions of 256 bytes from {@code TEXT} on; each but the leaf sets up x29 first. */
final class FrameRecordUnwinderTest {
  private static final long TEXT = 0xffff_8000_8100_0000L;
  private static final long STACK = TEXT + 0x4000;
  private static final long IRQ_STACK = TEXT + 0x6000;
  private static final long STACK_TOP = STACK + 0x2000;
  private static final long SDEI_STACK = TEXT + 0x2000;
  private static final long LEAF = TEXT;
  private static final long MIDDLE = TEXT + 0x100;
  private static final long OUTER = TEXT + 0x200;
  private static final long ENTRY = TEXT + 0x300;
  private static final long MASK = 0x007f_0000_0000_0000L;
  private static final int SIZE = 336;

  /** Linux 6.1's: the record repeats x29 and pc. */
  private static final PtRegs REPEATED = new PtRegs(SIZE, 304, -1);

  /** Linux 6.13's: the record is empty and a type follows. */
  private static final PtRegs TYPED = new PtRegs(SIZE, 304, 320);

  private final BytesMemory memory =
      new BytesMemory(TEXT, new byte[0x8000], ByteOrder.LITTLE_ENDIAN);
  private final RegionSymbols symbols =
      new RegionSymbols(
          List.of(
              new Symbol("leaf", LEAF, 'T', null),
              new Symbol("middle", MIDDLE, 't', null),
              new Symbol("outer", OUTER, 'T', null),
              new Symbol("entry", ENTRY, 'T', null),
              new Symbol("data", TEXT + 0x800, 'D', null)),
          List.of(new AddressRange(TEXT, TEXT + 0x1000)));
  private final StackRegion task =
      new StackRegion(StackRegion.Kind.TASK, "task", new AddressRange(STACK, STACK_TOP));
  private final StackRegion irq =
      new StackRegion(StackRegion.Kind.IRQ, "IRQ", new AddressRange(IRQ_STACK, IRQ_STACK + 0x2000));

  private final StackRegion sdei =
      new StackRegion(
          StackRegion.Kind.SDEI,
          "SDEI critical",
          new AddressRange(SDEI_STACK, SDEI_STACK + 0x1000));

  FrameRecordUnwinderTest() {
    // "mov x29, sp" in all but the leaf.
    for (long function : new long[] {MIDDLE, OUTER, ENTRY}) {
      memory.put(function, 0xd503201f_910003fdL);
    }
  }

  private StackTrace trace(PtRegs ptRegs, Registers start, boolean exact) {
    FrameRecordUnwinder unwinder =
        new FrameRecordUnwinder(
            memory,
            symbols,
            address ->
                Stream.of(task, irq, sdei).filter(stack -> stack.contains(address)).findFirst(),
            ptRegs,
            new PointerAuthentication(MASK));
    return unwinder.trace(start, start.sp(), exact);
  }

  private static Registers sleeping(long ip, long frame) {
    return Registers.of(Arm64Register.LAYOUT, ip, frame, frame);
  }

  private void record(long at, long next, long returnAddress) {
    memory.put(at, next).put(at + 8, returnAddress);
  }

  private void registers(long at, long pc, long sp, long frame, long link, long pstate) {
    memory.put(at + 8L * Arm64Register.PC.ordinal(), pc);
    memory.put(at + 8L * Arm64Register.SP.ordinal(), sp);
    memory.put(at + 8L * Arm64Register.X29.ordinal(), frame);
    memory.put(at + 8L * Arm64Register.X30.ordinal(), link);
    memory.put(at + 8L * Arm64Register.PSTATE.ordinal(), pstate);
  }

  private List<String> names(StackTrace trace) {
    return trace.frames().stream()
        .map(frame -> symbols.at(frame.lookupAddress()).orElseThrow().name())
        .toList();
  }

  @Test
  void followsRecordsToTheEntryFromUserMode() {
    long ptRegs = STACK_TOP - SIZE;
    record(STACK + 0x100, STACK + 0x180, OUTER + 12);
    record(STACK + 0x180, ptRegs + 304, ENTRY + 12);
    registers(ptRegs, 0x40_1234, 0x7fff_0000, 0x7fff_0010, 0, 0);
    StackTrace trace = trace(REPEATED, sleeping(MIDDLE + 12, STACK + 0x100), false);
    assertEquals(List.of("middle", "outer", "entry"), names(trace));
    assertEquals(End.USER_MODE, trace.end());
    assertEquals(0x40_1234, trace.user().orElseThrow().ip());
    assertEquals(ptRegs, trace.userAt());
  }

  @Test
  void takesAuthenticationCodesOutOfReturnAddresses() {
    record(STACK + 0x100, 0, OUTER + 12 & ~MASK | 0x0055_0000_0000_0000L);
    StackTrace trace = trace(REPEATED, sleeping(MIDDLE + 12, STACK + 0x100), false);
    assertEquals(List.of("middle", "outer"), names(trace));
    assertEquals(OUTER + 12, trace.frames().get(1).ip());
  }

  @Test
  void goesFromTheInterruptStackToTheTasks() {
    record(IRQ_STACK + 0x100, STACK + 0x200, OUTER + 12);
    record(STACK + 0x200, 0, ENTRY + 12);
    StackTrace trace = trace(REPEATED, sleeping(MIDDLE + 12, IRQ_STACK + 0x100), false);
    assertEquals(List.of("middle", "outer", "entry"), names(trace));
    assertEquals(irq, trace.frames().getFirst().stack().orElseThrow());
    assertEquals(task, trace.frames().get(1).stack().orElseThrow());
  }

  /**
   * __sdei_asm_handler (arch/arm64/kernel/entry.S) puts a record of what the firmware interrupted
   * on the stack of the event: here an interrupt handler on the IRQ stack, which interrupted a
   * task.
   */
  @Test
  void goesFromAnEventOfTheFirmwareThroughTheInterruptToTheTask() {
    record(SDEI_STACK + 0x100, SDEI_STACK + 0x180, ENTRY + 12);
    record(SDEI_STACK + 0x180, IRQ_STACK + 0x100, LEAF + 12);
    record(IRQ_STACK + 0x100, STACK + 0x200, OUTER + 12);
    record(STACK + 0x200, 0, ENTRY + 20);
    StackTrace trace = trace(TYPED, sleeping(MIDDLE + 12, SDEI_STACK + 0x100), false);
    assertEquals(List.of("middle", "entry", "leaf", "outer", "entry"), names(trace));
    assertEquals(
        List.of(sdei, sdei, irq, task, task),
        trace.frames().stream().map(frame -> frame.stack().orElseThrow()).toList());
    assertEquals(End.END_OF_STACK, trace.end());
  }

  /** An exception in middle, which outer called; with its record, whichever kernel made it. */
  private StackTrace exception(PtRegs layout, long pc) {
    long saved = STACK + 0x400;
    record(STACK + 0x100, saved + 304, ENTRY + 12);
    registers(saved, pc, STACK + 0x600, STACK + 0x600, OUTER + 12, 5);
    if (layout.frameType() >= 0) {
      record(saved + 304, 0, 0);
      memory.put(saved + layout.frameType(), PtRegs.TYPE_PT_REGS);
    } else {
      record(saved + 304, STACK + 0x600, pc);
    }
    record(STACK + 0x600, 0, OUTER + 12);
    return trace(layout, sleeping(MIDDLE + 12, STACK + 0x100), false);
  }

  @Test
  void exceptionsInTheKernelLeadToTheInterruptedCode() {
    for (PtRegs layout : List.of(REPEATED, TYPED)) {
      StackTrace trace = exception(layout, MIDDLE + 0x20);
      assertEquals(List.of("middle", "entry", "middle", "outer"), names(trace));
      assertEquals(MIDDLE + 0x20, trace.frames().get(2).ip());
      assertTrue(trace.frames().get(2).exact());
      assertEquals(STACK + 0x400, trace.frames().get(2).interruptedAt());
      assertEquals(
          OUTER + 12, trace.frames().get(2).interrupted().orElseThrow().value(Arm64Register.X30));
    }
  }

  @Test
  void codeWithoutARecordHasItsCallerInTheLinkRegister() {
    StackTrace trace = exception(TYPED, LEAF + 0x20);
    assertEquals(List.of("middle", "entry", "leaf", "outer", "outer"), names(trace));
    assertEquals(Method.LINK_REGISTER, trace.frames().get(3).method());
  }

  @Test
  void aRecordThatLeadsBackEndsTheTrace() {
    record(STACK + 0x100, STACK + 0x180, OUTER + 12);
    record(STACK + 0x180, STACK + 0x100, ENTRY + 12);
    StackTrace trace = trace(TYPED, sleeping(MIDDLE + 12, STACK + 0x100), false);
    assertEquals(End.MISSING_STACK, trace.end());
    assertEquals(List.of("middle", "outer", "entry"), names(trace));
  }

  @Test
  void aRecordOfNoCodeEndsTheTrace() {
    record(STACK + 0x100, STACK + 0x180, TEXT + 0x810);
    StackTrace trace = trace(TYPED, sleeping(MIDDLE + 12, STACK + 0x100), false);
    assertEquals(End.UNKNOWN_CODE, trace.end());
  }

  @Test
  void aFrameOutsideOfAllStacksEndsTheTrace() {
    StackTrace trace = trace(TYPED, sleeping(MIDDLE + 12, 0x1234), false);
    assertEquals(End.MISSING_STACK, trace.end());
    assertEquals(List.of("middle"), names(trace));
  }
}
