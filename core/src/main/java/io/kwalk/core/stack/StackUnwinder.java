package io.kwalk.core.stack;

import io.kwalk.core.arch.x86_64.X86Register;
import io.kwalk.core.debuginfo.Symbol;
import io.kwalk.core.debuginfo.Symbols;
import io.kwalk.core.debuginfo.UnwindRule;
import io.kwalk.core.debuginfo.UnwindTable;
import io.kwalk.core.memory.Memory;
import io.kwalk.core.memory.MemoryFault;
import io.kwalk.core.stack.StackFrame.Grade;
import io.kwalk.core.stack.StackFrame.Method;
import io.kwalk.core.stack.StackTrace.End;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * Unwinds x86-64 kernel stacks: by unwind rules; where there is none (BPF programs, trampolines,
 * damage) by the saved frame pointer, else by searching the stack for a return address. A trace
 * ends at user mode, at the end of the stack, or where nothing leads on. Safe for several threads.
 */
public final class StackUnwinder implements Unwinder {
  /** A 16 KiB stack holds 2,048 return addresses at most; real traces have some dozens. */
  private static final int MAX_FRAMES = 1024;

  /**
   * The kernel, its modules and all code made at run time (Documentation/arch/x86/x86_64/mm.rst).
   */
  private static final long CODE_START = 0xffff_ffff_8000_0000L;

  /** How far a search goes: one function's locals. */
  private static final int MAX_SCAN = 4096;

  /** Call depth tracking (6.2) and FineIBT (6.2) call into what lies before a function. */
  private static final int PREFIX = 16;

  /** Direct calls may pass the endbr64 that a function begins with (since 5.18). */
  private static final int ENDBR = 4;

  /** Locals of the function that overflows a stack may lie this far below it. */
  private static final int MAX_OVERFLOW_PAGES = 4;

  private static final long PAGE = 4096;

  /** __KERNEL_CS (arch/x86/include/asm/segment.h). */
  private static final long KERNEL_CS = 0x10;

  private static final long FLAGS_ONE = 2;

  private final Memory memory;
  private final UnwindTable table;
  private final Symbols symbols;
  private final StackRegions regions;
  private final RuleUnwinder rules;
  private final CallSites calls;
  private final ReturnAddresses returns;

  public StackUnwinder(
      Memory memory,
      UnwindTable table,
      Symbols symbols,
      StackRegions regions,
      ReturnAddresses returns) {
    this.returns = returns;
    this.memory = memory;
    this.table = table;
    this.symbols = symbols;
    this.regions = regions;
    this.rules = new RuleUnwinder(memory);
    this.calls = new CallSites(memory);
  }

  /** Where a trace stands. */
  private record Position(Registers registers, boolean exact, boolean guessed) {
    long lookupAddress() {
      return exact ? registers.ip() : registers.ip() - 1;
    }

    /** What was called is no kernel's code: a null pointer, or what overwrote one. */
    boolean isNowhere() {
      return exact && registers.ip() >= 0;
    }
  }

  /** Of a call that led nowhere: nothing but the return address was put on the stack. */
  private static final UnwindRule CALLED =
      new UnwindRule(
          UnwindRule.Kind.CALL, UnwindRule.Base.SP, 8, UnwindRule.Base.UNDEFINED, 0, false);

  @Override
  public StackTrace trace(Registers start, long startAt, boolean exact) {
    List<StackFrame> frames = new ArrayList<>();
    if (start.isUserMode()) {
      return new StackTrace(frames, start, Optional.of(start), 0, End.USER_MODE);
    }
    frames.add(frame(start, startAt, exact, Method.START, Grade.EXACT, 0, false));
    Position position = new Position(start, exact, false);
    Set<Long> visited = new HashSet<>();
    while (frames.size() < MAX_FRAMES && (frames.size() == 1 || visited.add(place(frames)))) {
      Optional<UnwindRule> rule =
          position.isNowhere() ? Optional.of(CALLED) : table.find(position.lookupAddress());
      if (rule.isPresent() && rule.get().kind() == UnwindRule.Kind.END_OF_STACK) {
        return endOfStack(frames, start, position.registers());
      }
      try {
        Optional<RuleUnwinder.Step> step = step(rule, position);
        if (step.isPresent() && step.get().registers().isUserMode()) {
          return user(frames, start, step.get());
        }
        if (step.isPresent() && leadsOn(position, step.get())) {
          position = byRule(frames, position, step.get());
          continue;
        }
        Optional<Position> next =
            fallback(frames, position, rule.isPresent() && !position.isNowhere());
        if (next.isEmpty()) {
          return new StackTrace(frames, start, Optional.empty(), 0, End.UNKNOWN_CODE);
        }
        position = next.get();
      } catch (MemoryFault _) {
        return new StackTrace(frames, start, Optional.empty(), 0, End.MISSING_STACK);
      }
    }
    return new StackTrace(frames, start, Optional.empty(), 0, End.LIMIT);
  }

  /** The first frame's is not counted: its caller's return address may lie right there. */
  private static long place(List<StackFrame> frames) {
    return frames.getLast().returnAddressAt();
  }

  /**
   * A task that was forked and has not left the kernel yet ends in ret_from_fork, whose rule says
   * no more; its user registers lie there all the same. A kernel thread's are zeros.
   */
  private StackTrace endOfStack(List<StackFrame> frames, Registers start, Registers last) {
    UnwindRule registers =
        new UnwindRule(
            UnwindRule.Kind.REGS, UnwindRule.Base.SP, 0, UnwindRule.Base.UNDEFINED, 0, true);
    Optional<StackRegion> stack = regions.at(last.sp());
    Optional<RuleUnwinder.Step> step =
        stack.isEmpty()
            ? Optional.empty()
            : step(Optional.of(registers), new Position(last, false, false));
    return step.isPresent() && step.get().registers().isUserMode()
        ? user(frames, start, step.get())
        : new StackTrace(frames, start, Optional.empty(), 0, End.END_OF_STACK);
  }

  /** A rule that leads to what cannot be read has started from a wrong register. */
  private Optional<RuleUnwinder.Step> step(Optional<UnwindRule> rule, Position position) {
    try {
      return rule.isEmpty()
          ? Optional.empty()
          : rules.step(rule.get(), position.registers()).map(this::restored);
    } catch (MemoryFault _) {
      return Optional.empty();
    }
  }

  private RuleUnwinder.Step restored(RuleUnwinder.Step step) {
    long ip = step.registers().ip();
    if (step.interruptedAt() != 0) {
      return step;
    }
    long original = returns.original(ip, step.returnAddressAt());
    return original == ip
        ? step
        : new RuleUnwinder.Step(
            step.registers().with(X86Register.IP, original), step.returnAddressAt(), 0, false);
  }

  private boolean isReplaced(RuleUnwinder.Step step) {
    return step.interruptedAt() == 0 && memory.u64(step.returnAddressAt()) != step.registers().ip();
  }

  private static StackTrace user(List<StackFrame> frames, Registers start, RuleUnwinder.Step step) {
    return new StackTrace(
        frames, start, Optional.of(step.registers()), step.interruptedAt(), End.USER_MODE);
  }

  /**
   * Whether the caller is code (the kernel's, a module's, or, of a BPF program, what has no symbol)
   * and further up the stack.
   */
  private boolean leadsOn(Position position, RuleUnwinder.Step step) {
    Registers caller = step.registers();
    if (step.interruptedAt() != 0) {
      return leadsToInterrupted(position, caller);
    }
    if (caller.ip() >= 0 || !isUp(position.registers().sp(), caller.sp() - 8)) {
      return false;
    }
    if (position.isNowhere()) {
      return isReturnAddress(caller.ip());
    }
    // bp may be wrong behind a frame that was searched for: only a return address counts, or where
    // stacks end: a processor's first function was not called.
    return position.guessed()
        ? isReturnAddress(caller.ip()) || isEndOfStack(caller.ip())
        : isCode(caller.ip());
  }

  private boolean isEndOfStack(long address) {
    return table
        .find(address - 1)
        .filter(rule -> rule.kind() == UnwindRule.Kind.END_OF_STACK)
        .isPresent();
  }

  /**
   * What was interrupted may be no code at all, after a call of nothing or a return to nothing; but
   * not behind a frame that may be wrong.
   */
  private boolean leadsToInterrupted(Position position, Registers interrupted) {
    if (position.guessed() && !isCode(interrupted.ip() + 1) && !isWhole(interrupted)) {
      return false;
    }
    long sp = interrupted.sp();
    // A frame may begin where its stack does, or end there.
    return isUp(position.registers().sp(), sp)
        || isUp(position.registers().sp(), sp - 8)
        || overflowed(sp).isPresent() && isCode(interrupted.ip() + 1);
  }

  /**
   * Whether selector and flags are those of code in the kernel: bit 1 of the flags is always set.
   */
  private static boolean isWhole(Registers interrupted) {
    return interrupted.value(X86Register.CS) == KERNEL_CS
        && (interrupted.value(X86Register.FLAGS) & FLAGS_ONE) != 0;
  }

  /** The stack that {@code sp} has left at its lower end: what a double fault interrupts. */
  private Optional<StackRegion> overflowed(long sp) {
    if (regions.at(sp).isPresent()) {
      return Optional.empty();
    }
    for (int pages = 1; pages <= MAX_OVERFLOW_PAGES; pages++) {
      Optional<StackRegion> stack = regions.at(sp + pages * PAGE);
      if (stack.isPresent() && stack.get().kind() != StackRegion.Kind.EXCEPTION) {
        return stack;
      }
    }
    return Optional.empty();
  }

  /** Whether {@code at} is on a stack: on another than {@code sp}, or not below that. */
  private boolean isUp(long sp, long at) {
    Optional<StackRegion> stack = regions.at(at);
    return stack.isPresent() && (!stack.get().contains(sp) || Long.compareUnsigned(at, sp) >= 0);
  }

  private boolean isCode(long address) {
    Optional<Symbol> symbol = symbols.at(address - 1);
    return symbol.isPresent()
        ? symbol.get().isText()
        : Long.compareUnsigned(address, CODE_START) >= 0;
  }

  private Position byRule(List<StackFrame> frames, Position position, RuleUnwinder.Step step) {
    boolean exact = step.interruptedAt() != 0;
    // Of a null pointer the kernel's own unwinder says the same (null_orc_entry); any other address
    // may as well have been returned to.
    boolean guessed = position.guessed() || position.isNowhere() && position.registers().ip() != 0;
    Grade grade = guessed ? Grade.LIKELY : Grade.EXACT;
    frames.add(
        frame(
            step.registers(),
            step.returnAddressAt(),
            exact,
            isReplaced(step) ? Method.RETURN_TRAMPOLINE : Method.UNWIND_TABLE,
            grade,
            step.interruptedAt(),
            step.whole()));
    return new Position(step.registers(), exact, guessed);
  }

  /** Frame pointers are tried only where the code has no table: others keep anything in bp. */
  private Optional<Position> fallback(
      List<StackFrame> frames, Position position, boolean hasTable) {
    Optional<Position> next = byScan(frames, position, true);
    if (next.isEmpty() && !hasTable) {
      next = byFramePointer(frames, position);
    }
    return next.isPresent() ? next : byScan(frames, position, false);
  }

  private Optional<Position> byFramePointer(List<StackFrame> frames, Position position) {
    long bp = position.registers().framePointer();
    Optional<StackRegion> stack = regions.at(position.registers().sp());
    if (stack.isEmpty()
        || !stack.get().contains(bp + 8)
        || Long.compareUnsigned(bp, position.registers().sp()) < 0
        || !isReturnAddress(word(bp + 8))) {
      return Optional.empty();
    }
    Registers caller = Registers.of(X86Register.LAYOUT, word(bp + 8), bp + 16, memory.u64(bp));
    frames.add(frame(caller, bp + 8, false, Method.FRAME_POINTER, Grade.LIKELY, 0, false));
    return Optional.of(new Position(caller, false, true));
  }

  /**
   * The next return address on the stack.
   *
   * @param calling only one behind a call of the very function that this frame is in
   */
  private Optional<Position> byScan(List<StackFrame> frames, Position position, boolean calling) {
    long sp = position.registers().sp();
    Optional<StackRegion> stack = regions.at(sp);
    if (stack.isEmpty()) {
      stack = overflowed(sp);
      sp = stack.isEmpty() ? sp : stack.get().range().start();
    }
    Optional<Symbol> callee = symbols.at(position.lookupAddress());
    if (stack.isEmpty() || calling && callee.isEmpty()) {
      return Optional.empty();
    }
    for (long at = sp; at < sp + MAX_SCAN && stack.get().contains(at); at += 8) {
      long word = word(at);
      boolean found = calling ? isCallOf(word, callee.get()) : isReturnAddress(word);
      if (found) {
        // bp is not known to be what the caller had: rules that need it lead on only if it is.
        Registers caller =
            Registers.of(X86Register.LAYOUT, word, at + 8, position.registers().framePointer());
        Grade grade = calling ? Grade.LIKELY : Grade.GUESSED;
        frames.add(frame(caller, at, false, Method.SCAN, grade, 0, false));
        return Optional.of(new Position(caller, false, true));
      }
    }
    return Optional.empty();
  }

  /** A word of the stack, as it was before a tracer replaced it. */
  private long word(long at) {
    return returns.original(memory.u64(at), at);
  }

  /**
   * Whether a direct call of {@code callee}, or of what it is the cold part of, ends at {@code
   * address}.
   */
  private boolean isCallOf(long address, Symbol callee) {
    if (address >= 0) {
      return false;
    }
    OptionalLong target = calls.directTarget(address);
    if (target.isEmpty()) {
      return false;
    }
    long into = target.getAsLong() - callee.address();
    if (into >= -PREFIX && into <= ENDBR) {
      return true;
    }
    int cold = callee.name().indexOf(".cold");
    return cold > 0
        && symbols
            .at(target.getAsLong())
            .filter(symbol -> symbol.name().equals(callee.name().substring(0, cold)))
            .isPresent();
  }

  private boolean isReturnAddress(long address) {
    if (address >= 0 || !calls.isAfterCall(address)) {
      return false;
    }
    Optional<Symbol> symbol = symbols.at(address - 1);
    return symbol.isPresent() && symbol.get().isText();
  }

  private StackFrame frame(
      Registers registers,
      long at,
      boolean exact,
      Method method,
      Grade grade,
      long interruptedAt,
      boolean whole) {
    boolean interrupted = interruptedAt != 0 && whole;
    return new StackFrame(
        registers.ip(),
        at,
        registers.sp(),
        registers.value(X86Register.BP),
        exact,
        method,
        grade,
        interrupted ? Optional.of(registers) : Optional.empty(),
        interruptedAt,
        regions.at(interruptedAt != 0 ? registers.sp() : at));
  }
}
