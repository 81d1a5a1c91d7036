package io.kwalk.core.stack;

import io.kwalk.core.arch.arm64.Arm64Register;
import io.kwalk.core.arch.arm64.FunctionCode;
import io.kwalk.core.arch.arm64.PointerAuthentication;
import io.kwalk.core.arch.arm64.PtRegs;
import io.kwalk.core.debuginfo.Symbol;
import io.kwalk.core.debuginfo.Symbols;
import io.kwalk.core.memory.ByteArrays;
import io.kwalk.core.memory.Memory;
import io.kwalk.core.memory.MemoryFault;
import io.kwalk.core.stack.StackFrame.Grade;
import io.kwalk.core.stack.StackFrame.Method;
import io.kwalk.core.stack.StackTrace.End;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Unwinds arm64 kernel stacks by frame records (AAPCS64, section 6.4.6): x29 points to a pair of
 * the caller's x29 and the return address. The kernel is built with them throughout, so that this
 * is exact. An exception leaves a record inside its struct pt_regs, from where the interrupted
 * code's registers lead on. A frame's stack pointer is taken to be its record's address, where
 * compilers put it.
 */
public final class FrameRecordUnwinder implements Unwinder {
  private static final int MAX_FRAMES = 1024;
  private static final int RECORD = 16;

  private final Memory memory;
  private final Symbols symbols;
  private final StackRegions regions;
  private final PtRegs ptRegs;
  private final PointerAuthentication authentication;
  private final FunctionCode code;

  public FrameRecordUnwinder(
      Memory memory,
      Symbols symbols,
      StackRegions regions,
      PtRegs ptRegs,
      PointerAuthentication authentication) {
    this.memory = memory;
    this.symbols = symbols;
    this.regions = regions;
    this.ptRegs = ptRegs;
    this.authentication = authentication;
    this.code = new FunctionCode(memory);
  }

  @Override
  public StackTrace trace(Registers start, long startAt, boolean exact) {
    return start.isUserMode()
        ? new StackTrace(List.of(), start, Optional.of(start), 0, End.USER_MODE)
        : new Walk(start).run(exact);
  }

  /** A struct pt_regs on a stack. */
  private record Saved(long address, Registers registers) {}

  /** One trace. */
  private final class Walk {
    private final Registers start;
    private final List<StackFrame> frames = new ArrayList<>();
    private final Set<Long> visited = new HashSet<>();

    Walk(Registers start) {
      this.start = start;
    }

    StackTrace run(boolean exact) {
      long ip = authentication.strip(start.ip());
      long frame = start.framePointer();
      frames.add(frame(ip, start.sp(), frame, exact, Method.START, Grade.EXACT));
      try {
        if (exact && start.hasStatus()) {
          addLinkIfFrameless(start);
        }
        return follow(frame);
      } catch (MemoryFault _) {
        return end(End.MISSING_STACK);
      }
    }

    private StackTrace end(End end) {
      return new StackTrace(frames, start, Optional.empty(), 0, end);
    }

    private StackTrace follow(long first) {
      long record = first;
      while (frames.size() < MAX_FRAMES) {
        if (record == 0) {
          return end(End.END_OF_STACK);
        }
        if (!isNext(record)) {
          return end(End.MISSING_STACK);
        }
        long next = memory.u64(record);
        long ip = memory.u64(record + 8);
        Optional<Saved> saved = saved(record, next, ip);
        if (saved.isPresent()) {
          Registers registers = saved.get().registers();
          if (registers.isUserMode()) {
            long at = saved.get().address();
            return new StackTrace(frames, start, Optional.of(registers), at, End.USER_MODE);
          }
          addInterrupted(saved.get());
          next = registers.framePointer();
        } else if (ip == 0) {
          return end(End.END_OF_STACK);
        } else if (!add(record, ip, next)) {
          return end(End.UNKNOWN_CODE);
        }
        record = next;
      }
      return end(End.LIMIT);
    }

    /** A whole record on a stack, where the trace has not been. */
    private boolean isNext(long record) {
      Optional<StackRegion> its = regions.at(record);
      return its.isPresent()
          && (record & 7) == 0
          && its.get().contains(record + RECORD - 1)
          && visited.add(record);
    }

    /** The outermost frame of older kernels has no record of its own. */
    private boolean add(long record, long signed, long next) {
      long ip = authentication.strip(signed);
      if (!isCode(ip)) {
        return false;
      }
      long frame = next == 0 ? record + RECORD : next;
      frames.add(frame(ip, frame, frame, false, Method.FRAME_RECORD, Grade.EXACT));
      return true;
    }

    /** The code that was interrupted, and its caller where it has no record of its own yet. */
    private void addInterrupted(Saved saved) {
      Registers registers = saved.registers();
      frames.add(
          new StackFrame(
              registers.ip(),
              registers.framePointer(),
              registers.sp(),
              registers.framePointer(),
              true,
              Method.FRAME_RECORD,
              Grade.EXACT,
              Optional.of(registers),
              saved.address(),
              regions.at(registers.sp())));
      addLinkIfFrameless(registers);
    }

    private void addLinkIfFrameless(Registers registers) {
      Optional<Symbol> function = symbols.at(registers.ip());
      long link = authentication.strip(registers.value(Arm64Register.X30));
      if (function.isEmpty()
          || code.hasFrame(function.get().address(), registers.ip())
          || !isCode(link)) {
        return;
      }
      long frame = registers.framePointer();
      frames.add(frame(link, registers.sp(), frame, false, Method.LINK_REGISTER, Grade.LIKELY));
    }
  }

  private boolean isCode(long address) {
    if (address >= 0) {
      return false;
    }
    Optional<Symbol> symbol = symbols.at(address - 1);
    return symbol.isEmpty() || symbol.get().isText();
  }

  private StackFrame frame(
      long ip, long sp, long framePointer, boolean exact, Method method, Grade grade) {
    return new StackFrame(
        ip,
        framePointer,
        sp,
        framePointer,
        exact,
        method,
        grade,
        Optional.empty(),
        0,
        regions.at(framePointer));
  }

  /**
   * The struct pt_regs that a record is part of, if it is: kernels since 6.13 write so behind an
   * empty record; before, the record of an exception in the kernel repeats x29 and pc of the
   * registers, and that of an entry from user mode is empty.
   */
  private Optional<Saved> saved(long record, long next, long ip) {
    long address = record - ptRegs.frameRecord();
    Optional<StackRegion> stack = regions.at(record);
    if (stack.isEmpty()
        || !stack.get().contains(address)
        || !stack.get().contains(address + ptRegs.size() - 1)) {
      return Optional.empty();
    }
    boolean empty = next == 0 && ip == 0;
    if (!empty && ptRegs.frameType() >= 0) {
      return Optional.empty();
    }
    Registers registers = read(address);
    boolean isIt =
        registers.isUserMode()
            ? empty && (registers.ip() != 0 || registers.sp() != 0)
            : empty ? hasType(address) : registers.ip() == ip && registers.framePointer() == next;
    return isIt ? Optional.of(new Saved(address, registers)) : Optional.empty();
  }

  private boolean hasType(long address) {
    return ptRegs.frameType() >= 0
        && memory.u64(address + ptRegs.frameType()) == PtRegs.TYPE_PT_REGS;
  }

  private Registers read(long address) {
    byte[] bytes = memory.read(address, Arm64Register.LAYOUT.bytes());
    long[] words = new long[Arm64Register.LAYOUT.count()];
    for (int i = 0; i < words.length; i++) {
      words[i] = ByteArrays.u64(bytes, 8 * i, memory.byteOrder());
    }
    return Registers.of(Arm64Register.LAYOUT, words);
  }
}
