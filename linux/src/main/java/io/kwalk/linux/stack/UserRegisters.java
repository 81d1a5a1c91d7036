package io.kwalk.linux.stack;

import io.kwalk.core.arch.RegisterLayout;
import io.kwalk.core.image.Machines;
import io.kwalk.core.memory.ByteArrays;
import io.kwalk.core.stack.Registers;
import io.kwalk.core.stack.StackRegion;
import io.kwalk.linux.Kernel;
import io.kwalk.linux.task.Task;
import java.util.Optional;
import java.util.OptionalInt;

/** The registers that a task had in user mode: struct pt_regs at the top of its kernel stack. */
public final class UserRegisters {
  /**
   * TOP_OF_KERNEL_STACK_PADDING (arch/x86/include/asm/thread_info.h): what a FRED event pushes
   * above a pt_regs is left free in every kernel that could (CONFIG_X86_FRED, since 6.9).
   */
  private static final int FRED_PADDING = 16;

  private final Kernel kernel;
  private final long padding;
  private final long size;

  private UserRegisters(Kernel kernel) {
    this.kernel = kernel;
    boolean fred =
        kernel.architecture().machine() == Machines.EM_X86_64
            && kernel.imageSymbols().find("asm_fred_entrypoint_user").isPresent();
    padding = fred ? FRED_PADDING : 0;
    size = kernel.struct("pt_regs").size();
  }

  /**
   * Those of {@code task}; empty for a kernel thread, a worker that runs for a process
   * (io_uring's), and a task whose stack was freed. Of a task that ran in user mode, what its
   * processor saved.
   *
   * @throws io.kwalk.core.memory.MemoryFault if its stack cannot be read
   */
  public static Optional<Registers> of(Task task) {
    return task.kernel().part(UserRegisters.class, UserRegisters::new).read(task);
  }

  /** Whether {@code task} was running in user mode when its processor was stopped. */
  public static boolean isInUserMode(Task task) {
    return ofProcessor(task).isPresent();
  }

  private static Optional<Registers> ofProcessor(Task task) {
    OptionalInt cpu = task.runningCpu();
    return cpu.isEmpty()
        ? Optional.empty()
        : ProcessorRegisters.of(task.kernel()).of(cpu.getAsInt()).filter(Registers::isUserMode);
  }

  private Optional<Registers> read(Task task) {
    if (task.isKernelThread() || task.isIdle()) {
      return Optional.empty();
    }
    Optional<Registers> running = ofProcessor(task);
    Optional<StackRegion> stack = TaskStack.of(task);
    if (running.isPresent() || stack.isEmpty()) {
      return running;
    }
    RegisterLayout layout = kernel.architecture().registers();
    byte[] bytes = kernel.memory().read(stack.get().range().end() - padding - size, layout.bytes());
    long[] words = new long[layout.count()];
    for (int i = 0; i < words.length; i++) {
      words[i] = ByteArrays.u64(bytes, 8 * i, kernel.memory().byteOrder());
    }
    Registers registers = Registers.of(layout, words);
    // A worker of io_uring or vhost has a pt_regs that was never entered with.
    return Optional.of(registers).filter(r -> r.isUserMode() && (r.ip() != 0 || r.sp() != 0));
  }
}
