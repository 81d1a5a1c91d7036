package io.kwalk.linux.stack;

import io.kwalk.core.memory.MemoryFault;
import io.kwalk.core.object.UnknownNameException;
import io.kwalk.core.stack.Registers;
import io.kwalk.core.stack.StackFrame;
import io.kwalk.core.stack.StackRegion;
import io.kwalk.core.stack.StackTrace;
import io.kwalk.core.stack.Unwinder;
import io.kwalk.linux.Kernel;
import io.kwalk.linux.task.Task;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** Stack traces of tasks. */
public final class TaskTraces {
  private final Kernel kernel;
  private final StackConventions conventions;

  private TaskTraces(Kernel kernel) {
    this.kernel = kernel;
    conventions = StackConventions.of(kernel);
  }

  /**
   * Traces of {@code kernel}.
   *
   * @throws UnknownNameException if it has no type information
   */
  public static TaskTraces of(Kernel kernel) {
    return kernel.part(TaskTraces.class, TaskTraces::new);
  }

  /**
   * The trace of {@code task}: of one that runs from what its processor was doing when it was
   * stopped, else from where it was switched away. A dead task whose stack was freed has no frames.
   *
   * @throws MemoryFault if where it starts cannot be read
   */
  public StackTrace trace(Task task) {
    OptionalInt cpu = task.runningCpu();
    Optional<StackTrace> active =
        cpu.isPresent() ? new ActiveTrace(this, task, cpu.getAsInt()).find() : Optional.empty();
    if (active.isPresent()) {
      return active.get();
    }
    if (cpu.isEmpty()) {
      return inactive(task);
    }
    Optional<StackTrace> last = new UnansweredTrace(this, task, cpu.getAsInt()).find();
    return guessed(last.isPresent() ? last.get() : inactive(task));
  }

  /**
   * Whether {@code task} was running on a processor that did not answer when the kernel stopped all
   * of them: its trace is then of what its stack still says.
   */
  public boolean isUnanswered(Task task) {
    OptionalInt cpu = task.runningCpu();
    return cpu.isPresent() && ProcessorRegisters.of(kernel).isUnanswered(cpu.getAsInt());
  }

  /** A running task has gone on since it was switched away: frames may be those of before. */
  private static StackTrace guessed(StackTrace trace) {
    List<StackFrame> frames = new ArrayList<>();
    trace.frames().forEach(frame -> frames.add(frame.withGrade(StackFrame.Grade.GUESSED)));
    return new StackTrace(frames, trace.start(), trace.user(), trace.userAt(), trace.end());
  }

  /** From where the task was switched away last. */
  private StackTrace inactive(Task task) {
    if (TaskStack.of(task).isEmpty()) {
      Registers none = Registers.none(kernel.architecture().registers());
      return new StackTrace(List.of(), none, Optional.empty(), 0, StackTrace.End.MISSING_STACK);
    }
    return trace(task, conventions.sleeping(task));
  }

  /**
   * The trace that starts at a word of the stack, as a return address.
   *
   * @param at where it lies
   */
  public StackTrace traceFrom(Task task, long ip, long at) {
    return traceFrom(task, ip, at, 0);
  }

  StackTrace traceFrom(Task task, long ip, long at, long framePointer) {
    return trace(task, conventions.word(ip, at, framePointer));
  }

  private StackTrace trace(Task task, StackConventions.Start start) {
    return unwinder(task).trace(start.registers(), start.at(), false);
  }

  StackTrace traceRegisters(Task task, Registers registers) {
    return unwinder(task).trace(registers, registers.sp(), true);
  }

  private Unwinder unwinder(Task task) {
    Optional<StackRegion> own = TaskStack.of(task);
    CpuStacks cpus = CpuStacks.of(kernel);
    return conventions.unwinder(
        address -> own.isPresent() && own.get().contains(address) ? own : cpus.at(address),
        new ReplacedReturns(task));
  }

  Kernel kernel() {
    return kernel;
  }
}
