package io.kwalk.linux.stack;

import io.kwalk.core.debuginfo.Symbol;
import io.kwalk.core.memory.ByteArrays;
import io.kwalk.core.memory.Memory;
import io.kwalk.core.memory.MemoryFault;
import io.kwalk.core.stack.Registers;
import io.kwalk.core.stack.StackFrame;
import io.kwalk.core.stack.StackRegion;
import io.kwalk.core.stack.StackTrace;
import io.kwalk.linux.Kernel;
import io.kwalk.linux.task.Task;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The trace of a task that was running. The registers that its kernel saved are those of code that
 * went on: on the processor that panicked into kexec, on others in the handler of the NMI that
 * stopped them. So the last frames are searched for: a word of a stack that returns into a function
 * where processors end, and from which the trace leads to the saved registers.
 */
final class ActiveTrace {
  private final TaskTraces traces;
  private final Task task;
  private final int cpu;
  private final Kernel kernel;
  private final StackConventions conventions;
  private final List<String> ends;

  ActiveTrace(TaskTraces traces, Task task, int cpu) {
    this.traces = traces;
    this.task = task;
    this.cpu = cpu;
    this.kernel = traces.kernel();
    this.conventions = StackConventions.of(kernel);
    this.ends = conventions.ends();
  }

  /** Empty if nothing is known of the processor. */
  Optional<StackTrace> find() {
    ProcessorRegisters registers = ProcessorRegisters.of(kernel);
    Optional<Registers> saved = registers.of(cpu);
    if (saved.isPresent() && registers.areOfTheDump()) {
      return Optional.of(traces.traceRegisters(task, saved.get()));
    }
    for (StackRegion stack : stacks()) {
      Optional<StackTrace> found = search(stack, saved);
      if (found.isPresent()) {
        return found;
      }
    }
    return saved.map(known -> traces.traceRegisters(task, known));
  }

  private List<StackRegion> stacks() {
    List<StackRegion> stacks = new ArrayList<>();
    TaskStack.of(task).ifPresent(stacks::add);
    stacks.addAll(CpuStacks.of(kernel).of(cpu));
    return stacks;
  }

  private Optional<StackTrace> search(StackRegion stack, Optional<Registers> saved) {
    byte[] words = readable(stack);
    // Whoever ends there has not touched the frame pointer since the registers were saved, or saved
    // it itself.
    long framePointer = saved.map(Registers::framePointer).orElse(0L);
    int best = ends.size();
    Optional<StackTrace> found = Optional.empty();
    for (int at = 0; at + 8 <= words.length; at += 8) {
      long word = conventions.returnAddress(ByteArrays.u64(words, at, kernel.memory().byteOrder()));
      int rank = word < 0 ? rank(word) : -1;
      if (rank >= 0 && rank < best) {
        StackTrace trace = traces.traceFrom(task, word, stack.range().start() + at, framePointer);
        if (saved.isEmpty() || leadsTo(trace, saved.get())) {
          best = rank;
          found = Optional.of(saved.isEmpty() ? trace : confirmed(trace, saved.get()));
        }
      }
    }
    return found;
  }

  private byte[] readable(StackRegion stack) {
    Memory memory = kernel.memory();
    try {
      long size = stack.range().end() - stack.range().start();
      return memory.read(stack.range().start(), (int) size);
    } catch (MemoryFault _) {
      return new byte[0];
    }
  }

  /** The place in {@code ends} of the function that the word returns into, or -1. */
  private int rank(long word) {
    Optional<Symbol> symbol = kernel.imageSymbols().at(word - 1);
    return symbol.isPresent() ? ends.indexOf(symbol.get().name()) : -1;
  }

  private boolean leadsTo(StackTrace trace, Registers saved) {
    if (saved.isUserMode()) {
      return trace.user().filter(user -> isSame(user, saved)).isPresent();
    }
    return trace.frames().stream().anyMatch(frame -> isSame(frame, saved));
  }

  /**
   * The same frames; those behind the one that the saved registers are of are as sure as these are.
   */
  private StackTrace confirmed(StackTrace trace, Registers saved) {
    List<StackFrame> frames = trace.frames();
    for (int i = 0; i < frames.size() && !saved.isUserMode(); i++) {
      if (isSame(frames.get(i), saved)) {
        StackTrace known = traces.traceRegisters(task, saved);
        List<StackFrame> joined = new ArrayList<>(frames.subList(0, i));
        joined.add(frames.get(i).withGrade(known.frames().getFirst().grade()));
        joined.addAll(known.frames().subList(1, known.frames().size()));
        return new StackTrace(joined, trace.start(), known.user(), known.userAt(), known.end());
      }
    }
    return trace;
  }

  private static boolean isSame(Registers user, Registers saved) {
    return user.ip() == saved.ip() && user.sp() == saved.sp();
  }

  /**
   * The saved registers are of the frame's function, which has gone on since, or of the very place.
   */
  private boolean isSame(StackFrame frame, Registers saved) {
    if (frame.stackPointer() != saved.sp()) {
      return false;
    }
    return frame.ip() == saved.ip()
        || kernel
            .imageSymbols()
            .at(saved.ip())
            .equals(kernel.imageSymbols().at(frame.lookupAddress()));
  }
}
