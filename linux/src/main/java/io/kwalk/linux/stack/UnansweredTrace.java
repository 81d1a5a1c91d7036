package io.kwalk.linux.stack;

import io.kwalk.core.memory.MemoryFault;
import io.kwalk.core.stack.CallSites;
import io.kwalk.core.stack.StackFrame;
import io.kwalk.core.stack.StackFrame.Method;
import io.kwalk.core.stack.StackRegion;
import io.kwalk.core.stack.StackRegion.Kind;
import io.kwalk.core.stack.StackTrace;
import io.kwalk.core.stack.StackTrace.End;
import io.kwalk.linux.Kernel;
import io.kwalk.linux.task.Task;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The trace of a task that ran on a processor of which no registers were saved: it was in an NMI
 * when the one that stops processors was sent, or stood still. What it was in the middle of is the
 * longest row of frames on the stack that it was on, each of which calls the one before, up to the
 * end of the task's own stack. What the innermost one had called is not known, and it may be over.
 */
final class UnansweredTrace {
  /** Fewer may be there by chance, above what is left of former calls. */
  private static final int FEWEST = 3;

  private final TaskTraces traces;
  private final Task task;
  private final int cpu;
  private final Kernel kernel;
  private final StackConventions conventions;
  private final CallSites calls;

  UnansweredTrace(TaskTraces traces, Task task, int cpu) {
    this.traces = traces;
    this.task = task;
    this.cpu = cpu;
    this.kernel = traces.kernel();
    this.conventions = StackConventions.of(kernel);
    this.calls = new CallSites(kernel.memory());
  }

  /** Empty if no stack has such frames. */
  Optional<StackTrace> find() {
    for (StackRegion stack : stacks()) {
      try {
        Optional<StackTrace> found = search(stack);
        if (found.isPresent()) {
          return found;
        }
      } catch (MemoryFault _) {
        // Another stack may be there.
      }
    }
    return Optional.empty();
  }

  /** Those in use, from which the others were left: an NMI comes in interrupts, these in tasks. */
  private List<StackRegion> stacks() {
    List<StackRegion> stacks = new ArrayList<>();
    for (Kind kind : List.of(Kind.EXCEPTION, Kind.IRQ)) {
      CpuStacks.of(kernel).of(cpu).stream()
          .filter(stack -> stack.kind() == kind && conventions.isInUse(cpu, stack))
          .forEach(stacks::add);
    }
    TaskStack.of(task).ifPresent(stacks::add);
    return stacks;
  }

  private Optional<StackTrace> search(StackRegion stack) {
    long[] words = new StackWords(kernel).read(stack.range());
    for (int i = 0; i < words.length; i++) {
      if (words[i] < 0 && calls.isAfterCall(words[i])) {
        long at = stack.range().start() + 8L * i;
        StackTrace trace = traces.traceFrom(task, words[i], at);
        if (isWhole(trace)) {
          return Optional.of(trace);
        }
      }
    }
    return Optional.empty();
  }

  private boolean isWhole(StackTrace trace) {
    List<StackFrame> frames = trace.frames();
    return (trace.end() == End.USER_MODE || trace.end() == End.END_OF_STACK)
        && frames.size() >= FEWEST
        && frames.getLast().stack().filter(stack -> stack.kind() == Kind.TASK).isPresent()
        && frames.stream().skip(1).allMatch(UnansweredTrace::isByRule)
        && kernel.symbols().at(frames.getFirst().lookupAddress()).isPresent();
  }

  private static boolean isByRule(StackFrame frame) {
    return frame.method() == Method.UNWIND_TABLE || frame.method() == Method.RETURN_TRAMPOLINE;
  }
}
