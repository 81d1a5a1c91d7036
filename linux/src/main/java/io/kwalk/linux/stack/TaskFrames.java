package io.kwalk.linux.stack;

import io.kwalk.core.arch.RegisterLayout;
import io.kwalk.core.debuginfo.Symbol;
import io.kwalk.core.stack.Registers;
import io.kwalk.core.stack.StackFrame;
import io.kwalk.core.stack.StackTrace;
import io.kwalk.core.stack.variable.FrameVariables;
import io.kwalk.linux.Kernel;
import io.kwalk.linux.task.Task;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** The functions and variables of a task's frames, by the debug files in use. */
public final class TaskFrames {
  private TaskFrames() {}

  /**
   * Those of {@code task}'s trace, with the registers of each frame.
   *
   * @throws io.kwalk.core.memory.MemoryFault if where the trace starts cannot be read
   */
  public static FrameVariables of(Task task) {
    Kernel kernel = task.kernel();
    StackTrace trace = TaskTraces.of(kernel).trace(task);
    Map<Integer, Registers> later = Map.of();
    OptionalInt cpu = task.runningCpu();
    // A running task's trace that starts with all registers has the saved ones themselves.
    if (cpu.isPresent() && !trace.start().hasStatus()) {
      later = later(kernel, trace, ProcessorRegisters.of(kernel).of(cpu.getAsInt()));
      // ActiveTrace guesses the frame pointer: enough to find frames, not to name values.
      RegisterLayout layout = kernel.architecture().registers();
      Registers sure =
          Registers.none(layout)
              .with(layout.ip(), trace.start().ip())
              .with(layout.sp(), trace.start().sp());
      trace = trace.withStart(sure);
    }
    return new FrameVariables(
        kernel.memory(), kernel.debugFiles()::of, trace, later, kernel.imageTypes().wordSize());
  }

  /** The frame whose function saved the registers and went on to where its frame is now. */
  private static Map<Integer, Registers> later(
      Kernel kernel, StackTrace trace, Optional<Registers> saved) {
    if (saved.isEmpty() || saved.get().isUserMode()) {
      return Map.of();
    }
    Map<Integer, Registers> found = new HashMap<>();
    Optional<Symbol> symbol = kernel.symbols().at(saved.get().ip());
    List<StackFrame> frames = trace.frames();
    for (int i = 0; i < frames.size(); i++) {
      StackFrame frame = frames.get(i);
      if (frame.stackPointer() == saved.get().sp()
          && symbol.isPresent()
          && symbol.equals(kernel.symbols().at(frame.lookupAddress()))) {
        found.put(i, saved.get());
      }
    }
    return found;
  }
}
