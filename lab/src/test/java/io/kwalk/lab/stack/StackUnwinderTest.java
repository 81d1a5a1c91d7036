package io.kwalk.lab.stack;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.kwalk.core.arch.x86_64.X86Register;
import io.kwalk.core.debuginfo.RegionSymbols;
import io.kwalk.core.debuginfo.Symbol;
import io.kwalk.core.debuginfo.UnwindRule;
import io.kwalk.core.debuginfo.UnwindRule.Base;
import io.kwalk.core.debuginfo.UnwindRule.Kind;
import io.kwalk.core.memory.AddressRange;
import io.kwalk.core.stack.Registers;
import io.kwalk.core.stack.ReturnAddresses;
import io.kwalk.core.stack.StackFrame;
import io.kwalk.core.stack.StackFrame.Grade;
import io.kwalk.core.stack.StackFrame.Method;
import io.kwalk.core.stack.StackRegion;
import io.kwalk.core.stack.StackTrace;
import io.kwalk.core.stack.StackTrace.End;
import io.kwalk.core.stack.StackUnwinder;
import io.kwalk.lab.memory.BytesMemory;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Functions of 256 bytes from {@code TEXT} on: leaf, middle, outer, entry, start. */
final class StackUnwinderTest {
  private static final long TEXT = 0xffff_ffff_8100_0000L;
  private static final long STACK = TEXT + 0x4000;
  private static final long IRQ_STACK = TEXT + 0x6000;
  private static final long LEAF = TEXT;
  private static final long MIDDLE = TEXT + 0x100;
  private static final long OUTER = TEXT + 0x200;
  private static final long ENTRY = TEXT + 0x300;
  private static final long START = TEXT + 0x400;

  private final BytesMemory memory =
      new BytesMemory(TEXT, new byte[0x8000], ByteOrder.LITTLE_ENDIAN);
  private final Map<Long, UnwindRule> rules = new HashMap<>();
  private final RegionSymbols symbols =
      new RegionSymbols(
          List.of(
              new Symbol("leaf", LEAF, 'T', null),
              new Symbol("middle", MIDDLE, 't', null),
              new Symbol("outer", OUTER, 'T', null),
              new Symbol("entry", ENTRY, 'T', null),
              new Symbol("start", START, 'T', null),
              new Symbol("data", TEXT + 0x800, 'D', null)),
          List.of(new AddressRange(TEXT, TEXT + 0x1000)));
  private final StackRegion task =
      new StackRegion(StackRegion.Kind.TASK, "task", new AddressRange(STACK, STACK + 0x2000));
  private final StackRegion irq =
      new StackRegion(StackRegion.Kind.IRQ, "IRQ", new AddressRange(IRQ_STACK, IRQ_STACK + 0x2000));

  private ReturnAddresses returns = ReturnAddresses.AS_FOUND;

  private StackTrace trace(Registers registers, long at, boolean exact) {
    StackUnwinder unwinder =
        new StackUnwinder(
            memory,
            address -> Optional.ofNullable(rules.get(address & -0x100)),
            symbols,
            address ->
                task.contains(address)
                    ? Optional.of(task)
                    : irq.contains(address) ? Optional.of(irq) : Optional.empty(),
            returns);
    return unwinder.trace(registers, at, exact);
  }

  private List<String> names(StackTrace trace) {
    return trace.frames().stream()
        .map(frame -> symbols.at(frame.lookupAddress()).orElseThrow().name())
        .toList();
  }

  private static UnwindRule call(Base base, int offset) {
    return new UnwindRule(Kind.CALL, base, offset, Base.UNDEFINED, 0, false);
  }

  private static UnwindRule end() {
    return new UnwindRule(Kind.END_OF_STACK, Base.UNDEFINED, 0, Base.UNDEFINED, 0, false);
  }

  private static UnwindRule regs() {
    return new UnwindRule(Kind.REGS, Base.SP, 0, Base.UNDEFINED, 0, true);
  }

  /** Puts a struct pt_regs on the stack. */
  private void putRegisters(long at, long ip, long sp, long cs) {
    memory.put(at + 8L * X86Register.IP.ordinal(), ip);
    memory.put(at + 8L * X86Register.SP.ordinal(), sp);
    memory.put(at + 8L * X86Register.CS.ordinal(), cs);
    memory.put(at + 8L * X86Register.BP.ordinal(), STACK + 0x1800);
  }

  @Test
  void followsCallsByTheStackPointer() {
    rules.put(LEAF, call(Base.SP, 16));
    rules.put(MIDDLE, call(Base.SP, 24));
    rules.put(START, end());
    memory.put(STACK + 0x108, MIDDLE + 5).put(STACK + 0x120, START + 5);
    StackTrace trace =
        trace(Registers.of(X86Register.LAYOUT, LEAF + 9, STACK + 0x100, 0), STACK + 0xf8, false);
    assertEquals(List.of("leaf", "middle", "start"), names(trace));
    assertEquals(End.END_OF_STACK, trace.end());
    assertEquals(STACK + 0x108, trace.frames().get(1).returnAddressAt());
    assertTrue(trace.frames().stream().allMatch(frame -> frame.grade() == Grade.EXACT));
  }

  @Test
  void restoresTheFramePointerThatWasSaved() {
    rules.put(LEAF, new UnwindRule(Kind.CALL, Base.SP, 24, Base.PREVIOUS_SP, -16, false));
    rules.put(MIDDLE, call(Base.BP, 16));
    rules.put(START, end());
    memory.put(STACK + 0x110, MIDDLE + 5).put(STACK + 0x108, STACK + 0x1f0);
    memory.put(STACK + 0x1f8, START + 5);
    StackTrace trace =
        trace(Registers.of(X86Register.LAYOUT, LEAF + 9, STACK + 0x100, 7), STACK + 0xf8, false);
    assertEquals(List.of("leaf", "middle", "start"), names(trace));
  }

  @Test
  void aReturnAddressBehindTheLastInstructionIsOfTheCaller() {
    rules.put(LEAF, call(Base.SP, 8));
    rules.put(MIDDLE, end());
    // middle's last instruction is a call of what never returns.
    memory.put(STACK + 0x100, OUTER);
    StackTrace trace =
        trace(Registers.of(X86Register.LAYOUT, LEAF + 9, STACK + 0x100, 0), STACK + 0xf8, false);
    assertEquals(List.of("leaf", "middle"), names(trace));
  }

  @Test
  void anInterruptedInstructionIsLookedUpAsItIs() {
    rules.put(ENTRY, regs());
    rules.put(MIDDLE, call(Base.SP, 8));
    rules.put(START, end());
    putRegisters(STACK + 0x100, MIDDLE, STACK + 0x300, 0x10);
    memory.put(STACK + 0x300, START + 5);
    StackTrace trace =
        trace(Registers.of(X86Register.LAYOUT, ENTRY + 9, STACK + 0x100, 0), STACK + 0xf8, false);
    assertEquals(List.of("entry", "middle", "start"), names(trace));
    StackFrame interrupted = trace.frames().get(1);
    assertTrue(interrupted.exact());
    assertEquals(STACK + 0x100, interrupted.interruptedAt());
    assertEquals(STACK + 0x300, interrupted.interrupted().orElseThrow().sp());
  }

  @Test
  void endsWithTheRegistersOfUserMode() {
    rules.put(ENTRY, regs());
    putRegisters(STACK + 0x100, 0x7fff_0000_1234L, 0x7fff_ffff_0000L, 0x33);
    StackTrace trace =
        trace(Registers.of(X86Register.LAYOUT, ENTRY + 9, STACK + 0x100, 0), STACK + 0xf8, false);
    assertEquals(List.of("entry"), names(trace));
    assertEquals(End.USER_MODE, trace.end());
    assertEquals(0x7fff_0000_1234L, trace.user().orElseThrow().ip());
  }

  @Test
  void goesFromTheInterruptStackToTheTasks() {
    rules.put(LEAF, call(Base.SP_INDIRECT, 8));
    rules.put(MIDDLE, call(Base.SP, 8));
    rules.put(START, end());
    memory.put(IRQ_STACK + 0x100, STACK + 0x200).put(STACK + 0x200, MIDDLE + 5);
    memory.put(STACK + 0x208, START + 5);
    StackTrace trace =
        trace(
            Registers.of(X86Register.LAYOUT, LEAF + 9, IRQ_STACK + 0x100, 0),
            IRQ_STACK + 0xf8,
            false);
    assertEquals(List.of("leaf", "middle", "start"), names(trace));
    assertEquals(Optional.of(irq), trace.frames().get(0).stack());
    assertEquals(Optional.of(task), trace.frames().get(1).stack());
  }

  @Test
  void withoutARuleTheCallOfTheFunctionItselfIsSearchedFor() {
    rules.put(START, end());
    // Behind a stale return address lies the one behind a call of leaf.
    memory.put(STACK + 0x110, OUTER + 5).put(OUTER, 0xe8, 0, 0, 0, 0);
    memory.put(STACK + 0x120, START + 5).put(START, 0xe8, 0xfb, 0xfb, 0xff, 0xff);
    StackTrace trace =
        trace(Registers.of(X86Register.LAYOUT, LEAF + 9, STACK + 0x100, 0), STACK + 0xf8, false);
    assertEquals(List.of("leaf", "start"), names(trace));
    assertEquals(Method.SCAN, trace.frames().get(1).method());
    assertEquals(Grade.LIKELY, trace.frames().get(1).grade());
  }

  @Test
  void anyReturnAddressIsAGuess() {
    rules.put(START, end());
    memory.put(STACK + 0x108, TEXT + 0x810).put(STACK + 0x118, START + 5);
    memory.put(START + 3, 0xff, 0xd0);
    StackTrace trace =
        trace(Registers.of(X86Register.LAYOUT, LEAF + 9, STACK + 0x100, 0), STACK + 0xf8, false);
    assertEquals(List.of("leaf", "start"), names(trace));
    assertEquals(Grade.GUESSED, trace.frames().get(1).grade());
  }

  @Test
  void framePointersLeadOnWhereThereIsNoTable() {
    memory.put(STACK + 0x200, STACK + 0x300).put(STACK + 0x208, MIDDLE + 5);
    memory.put(MIDDLE + 3, 0xff, 0xd0);
    StackTrace trace =
        trace(
            Registers.of(X86Register.LAYOUT, LEAF + 9, STACK + 0x100, STACK + 0x200),
            STACK + 0xf8,
            false);
    assertEquals(List.of("leaf", "middle"), names(trace).subList(0, 2));
    assertEquals(Method.FRAME_POINTER, trace.frames().get(1).method());
  }

  @Test
  void neverGoesDownTheStack() {
    rules.put(LEAF, call(Base.BP, 16));
    rules.put(MIDDLE, call(Base.BP, 16));
    memory.put(STACK + 0x108, MIDDLE + 5);
    StackTrace trace =
        trace(
            Registers.of(X86Register.LAYOUT, LEAF + 9, STACK + 0x80, STACK + 0x100),
            STACK + 0x78,
            false);
    assertEquals(List.of("leaf", "middle"), names(trace));
    assertEquals(End.UNKNOWN_CODE, trace.end());
  }

  @Test
  void twoStacksThatLeadToEachOtherEnd() {
    rules.put(LEAF, call(Base.SP_INDIRECT, 8));
    memory.put(STACK + 0x100, IRQ_STACK + 0xf8).put(IRQ_STACK + 0xf8, LEAF + 9);
    memory.put(IRQ_STACK + 0x100, STACK + 0xf8).put(STACK + 0xf8, LEAF + 9);
    StackTrace trace =
        trace(Registers.of(X86Register.LAYOUT, LEAF + 9, STACK + 0x100, 0), STACK + 0xf8, false);
    assertEquals(End.LIMIT, trace.end());
    assertTrue(trace.frames().size() <= 4);
  }

  @Test
  void missingStackEndsTheTrace() {
    rules.put(LEAF, call(Base.SP, 8));
    memory.without(STACK + 0x100);
    StackTrace trace =
        trace(Registers.of(X86Register.LAYOUT, LEAF + 9, STACK + 0x100, 0), STACK + 0xf8, false);
    assertEquals(List.of("leaf"), names(trace));
    assertEquals(End.MISSING_STACK, trace.end());
  }

  /** leaf's exception found the processor below the task's stack: entry runs on another one. */
  private StackTrace overflow() {
    rules.put(ENTRY, regs());
    rules.put(START, end());
    putRegisters(IRQ_STACK + 0x100, MIDDLE + 3, STACK - 0x100, 0x10);
    return trace(
        Registers.of(X86Register.LAYOUT, ENTRY + 9, IRQ_STACK + 0x100, 0), IRQ_STACK + 0xf8, false);
  }

  @Test
  void anOverflowedStackIsGoneOnWith() {
    rules.put(MIDDLE, call(Base.SP, 0x208));
    memory.put(STACK + 0x100, START + 5);
    StackTrace trace = overflow();
    assertEquals(List.of("entry", "middle", "start"), names(trace));
    assertEquals(Grade.EXACT, trace.frames().get(2).grade());
  }

  @Test
  void whereTheOverflowLeftNoReturnAddressTheStackIsSearched() {
    rules.put(MIDDLE, call(Base.SP, 16));
    memory.without(STACK - 0x100);
    memory.put(STACK + 0x40, START + 5).put(START, 0xe8, 0xfb, 0xfc, 0xff, 0xff);
    StackTrace trace = overflow();
    assertEquals(List.of("entry", "middle", "start"), names(trace));
    assertEquals(Method.SCAN, trace.frames().get(2).method());
  }

  @Test
  void theUpperBitsOfFredSelectorsAreNotPartOfThem() {
    rules.put(ENTRY, regs());
    putRegisters(STACK + 0x100, 0x7fff_0000_1234L, 0x7fff_ffff_0000L, 0x0003_0000_0000_0033L);
    StackTrace trace =
        trace(Registers.of(X86Register.LAYOUT, ENTRY + 9, STACK + 0x100, 0), STACK + 0xf8, false);
    assertEquals(0x33, trace.user().orElseThrow().value(X86Register.CS));
  }

  @Test
  void whatATracerReplacedIsLookedUp() {
    rules.put(LEAF, call(Base.SP, 16));
    rules.put(START, end());
    memory.put(STACK + 0x108, TEXT + 0x300);
    returns = (address, at) -> at == STACK + 0x108 ? START + 5 : address;
    StackTrace trace =
        trace(Registers.of(X86Register.LAYOUT, LEAF + 9, STACK + 0x100, 0), STACK + 0xf8, false);
    assertEquals(List.of("leaf", "start"), names(trace));
    assertEquals(Method.RETURN_TRAMPOLINE, trace.frames().get(1).method());
  }
}
