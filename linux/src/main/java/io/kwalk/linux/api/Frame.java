package io.kwalk.linux.api;

import io.kwalk.core.debuginfo.DebugInfoException;
import io.kwalk.core.debuginfo.InlinedFrame;
import io.kwalk.core.debuginfo.SourceLine;
import io.kwalk.core.debuginfo.Symbol;
import io.kwalk.core.debuginfo.Type;
import io.kwalk.core.debuginfo.VoidType;
import io.kwalk.core.debuginfo.dwarf.Die;
import io.kwalk.core.debuginfo.dwarf.DwarfTypes;
import io.kwalk.core.memory.Lazy;
import io.kwalk.core.stack.StackFrame;
import io.kwalk.core.stack.variable.FrameVariable;
import io.kwalk.core.stack.variable.FrameVariables;
import io.kwalk.core.stack.variable.FunctionInstance;
import io.kwalk.core.stack.variable.VariableValue;
import io.kwalk.linux.Kernel;
import io.kwalk.linux.stack.TaskFrames;
import io.kwalk.linux.stack.TaskTraces;
import io.kwalk.linux.task.Task;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A frame of a task's stack: code that called the frame before it, was interrupted, or is where the
 * trace starts. Source lines, inlined functions and variables need the debug file of its code; they
 * are read when they are asked for.
 */
public final class Frame {
  private final Kernel kernel;
  private final int index;
  private final StackFrame frame;
  private final Lazy<FrameVariables> variables;

  private Frame(Kernel kernel, int index, StackFrame frame, Lazy<FrameVariables> variables) {
    this.kernel = kernel;
    this.index = index;
    this.frame = frame;
    this.variables = variables;
  }

  /**
   * A variable of a function.
   *
   * @param name in the source
   * @param parameter whether it is an argument, else local
   * @param value what it holds there, or why that is gone
   */
  public record Variable(String name, boolean parameter, VariableValue value) {}

  static List<Frame> of(Task task) {
    Kernel kernel = task.kernel();
    List<StackFrame> found = TaskTraces.of(kernel).trace(task).frames();
    // The same trace, with the registers that tell of variables.
    Lazy<FrameVariables> variables = Lazy.of(() -> TaskFrames.of(task));
    List<Frame> frames = new ArrayList<>();
    for (int i = 0; i < found.size(); i++) {
      frames.add(new Frame(kernel, i, found.get(i), variables));
    }
    return List.copyOf(frames);
  }

  /** The return address, or of interrupted code the instruction. */
  public long address() {
    return frame.ip();
  }

  /** How the frame was found, and how sure it is. */
  public StackFrame details() {
    return frame;
  }

  /** Whether an exception or interrupt stopped it here. */
  public boolean interrupted() {
    return frame.interruptedAt() != 0;
  }

  /** The symbol of its code, with the module it is of. */
  public Optional<Symbol> symbol() {
    return kernel.symbols().at(frame.lookupAddress());
  }

  /** The name of its function, as the linker knows it; the address where there is none. */
  public String function() {
    return symbol().map(Symbol::name).orElseGet(() -> "0x" + Long.toHexString(address()));
  }

  /** The line of the call, or of the interrupted instruction. */
  public Optional<SourceLine> line() {
    return kernel.lines().at(frame.lookupAddress());
  }

  /**
   * The functions that its code belongs to, innermost first, each with the line where it is; the
   * last is the one that was not inlined. Empty if that is not known.
   */
  public List<InlinedFrame> functions() {
    return kernel.lines().frames(frame.lookupAddress());
  }

  /**
   * Arguments and local variables of its functions, of the innermost first; empty without debug
   * information. The first question about a trace works out the registers of all its frames.
   *
   * @throws DebugInfoException if the debug information of the function is damaged
   * @throws io.kwalk.core.memory.MemoryFault if where the trace starts cannot be read
   */
  public List<Variable> variables() {
    FrameVariables known = variables.get();
    List<Variable> found = new ArrayList<>();
    for (FunctionInstance function : known.functions(index)) {
      add(function.parameters(), true, known, found);
      add(function.locals(), false, known, found);
    }
    return List.copyOf(found);
  }

  private void add(List<Die> dies, boolean parameters, FrameVariables known, List<Variable> found) {
    for (Die die : dies) {
      FrameVariable variable = known.variable(index, die);
      VariableValue value = VariableValue.of(kernel, known, variable, type(variable));
      found.add(new Variable(variable.name(), parameters, value));
    }
  }

  private Type type(FrameVariable variable) {
    Optional<DwarfTypes> types =
        kernel.debugFiles().of(frame.lookupAddress()).flatMap(file -> file.types());
    return types.isEmpty() ? VoidType.VOID : types.get().declaredType(variable.die());
  }
}
