package io.kwalk.linux.stack;

import io.kwalk.core.debuginfo.Field;
import io.kwalk.core.memory.Memory;
import io.kwalk.core.memory.MemoryFault;
import io.kwalk.core.object.UnknownNameException;
import io.kwalk.core.stack.Registers;
import io.kwalk.core.stack.Registers.Name;
import io.kwalk.core.stack.StackRegion;
import io.kwalk.core.stack.StackTrace;
import io.kwalk.core.stack.StackUnwinder;
import io.kwalk.linux.Kernel;
import io.kwalk.linux.task.Task;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** Stack traces of tasks. */
public final class TaskTraces {
  /** What struct inactive_task_frame keeps beside bp. */
  private static final List<Name> OTHERS = List.of(Name.R15, Name.R14, Name.R13, Name.R12, Name.BX);

  private final Kernel kernel;
  private final Field threadSp;
  private final long savedFramePointer;
  private final long savedReturnAddress;
  private final Map<Name, Field> otherSaved = new EnumMap<>(Name.class);

  private TaskTraces(Kernel kernel) {
    this.kernel = kernel;
    threadSp = kernel.field("task_struct", "thread.sp");
    // struct inactive_task_frame (arch/x86/include/asm/switch_to.h): five registers, bp, the return
    // address.
    savedFramePointer = offset("bp", 40);
    savedReturnAddress = offset("ret_addr", 48);
    for (Name name : OTHERS) {
      kernel
          .findField("inactive_task_frame", name.name().toLowerCase(Locale.ROOT))
          .ifPresent(field -> otherSaved.put(name, field));
    }
  }

  /**
   * Traces of {@code kernel}.
   *
   * @throws UnknownNameException if it has no type information
   */
  public static TaskTraces of(Kernel kernel) {
    return kernel.part(TaskTraces.class, TaskTraces::new);
  }

  private long offset(String member, long usual) {
    return kernel.findField("inactive_task_frame", member).map(Field::offset).orElse(usual);
  }

  /**
   * The trace of {@code task}: of one that runs from what its processor was doing when it was
   * stopped, else from where it was switched away. A dead task whose stack was freed has no frames.
   *
   * @throws MemoryFault if where it starts cannot be read
   */
  public StackTrace trace(Task task) {
    OptionalInt cpu = task.activeCpu();
    Optional<StackTrace> active =
        cpu.isPresent() ? new ActiveTrace(this, task, cpu.getAsInt()).find() : Optional.empty();
    return active.isPresent() ? active.get() : inactive(task);
  }

  /** From where the task was switched away last. */
  private StackTrace inactive(Task task) {
    if (TaskStack.of(task).isEmpty()) {
      return new StackTrace(
          List.of(), Registers.none(), Optional.empty(), 0, StackTrace.End.MISSING_STACK);
    }
    Memory memory = kernel.memory();
    long frame = threadSp.get(memory, task.address());
    long at = frame + savedReturnAddress;
    long bp = memory.u64(frame + savedFramePointer);
    Registers registers = Registers.of(memory.u64(at), at + 8, bp);
    for (Map.Entry<Name, Field> saved : otherSaved.entrySet()) {
      registers = registers.with(saved.getKey(), saved.getValue().get(memory, frame));
    }
    return trace(task, registers, at, false);
  }

  /**
   * The trace that starts at a word of the stack, as a return address.
   *
   * @param at where it lies
   */
  public StackTrace traceFrom(Task task, long ip, long at) {
    return traceFrom(task, ip, at, 0);
  }

  StackTrace traceFrom(Task task, long ip, long at, long bp) {
    return trace(task, Registers.of(ip, at + 8, bp), at, false);
  }

  StackTrace trace(Task task, Registers registers, long at, boolean exact) {
    return unwinder(task).trace(registers, at, exact);
  }

  StackTrace traceRegisters(Task task, Registers registers) {
    return trace(task, registers, registers.value(Name.SP), true);
  }

  private StackUnwinder unwinder(Task task) {
    Optional<StackRegion> own = TaskStack.of(task);
    CpuStacks cpus = CpuStacks.of(kernel);
    return new StackUnwinder(
        kernel.memory(),
        kernel.unwindTable(),
        kernel.symbols(),
        address -> own.isPresent() && own.get().contains(address) ? own : cpus.at(address));
  }

  Kernel kernel() {
    return kernel;
  }
}
