package io.kwalk.linux.stack;

import io.kwalk.core.image.Machines;
import io.kwalk.core.stack.Registers;
import io.kwalk.core.stack.ReturnAddresses;
import io.kwalk.core.stack.StackRegion;
import io.kwalk.core.stack.StackRegions;
import io.kwalk.core.stack.Unwinder;
import io.kwalk.linux.Kernel;
import io.kwalk.linux.task.Task;
import java.util.List;

/** What the kernel of an architecture keeps on its stacks, and where those are. */
interface StackConventions {
  /**
   * Where a trace starts.
   *
   * @param at where on the stack ip was read
   */
  record Start(Registers registers, long at) {}

  static StackConventions of(Kernel kernel) {
    return kernel.part(StackConventions.class, StackConventions::make);
  }

  private static StackConventions make(Kernel kernel) {
    return switch (kernel.architecture().machine()) {
      case Machines.EM_X86_64 -> new X86StackConventions(kernel);
      case Machines.EM_AARCH64 -> new Arm64StackConventions(kernel);
      default -> throw new IllegalStateException(kernel.architecture().name());
    };
  }

  /**
   * Where a task was switched away last.
   *
   * @throws io.kwalk.core.memory.MemoryFault if that cannot be read
   */
  Start sleeping(Task task);

  /**
   * A word of the stack as a return address.
   *
   * @param at where it lies
   * @param framePointer if nothing tells a better one
   */
  Start word(long ip, long at, long framePointer);

  /**
   * Finds frames.
   *
   * @param returns return addresses that tracers replaced
   */
  Unwinder unwinder(StackRegions regions, ReturnAddresses returns);

  /** Functions where a processor ends that goes down in a crash, the innermost first. */
  List<String> ends();

  /** How the stacks of a processor are found, each by itself: one may be damaged. */
  List<CpuStackReader> cpuStacks();

  /**
   * Whether a processor was on one of its own stacks, by what the kernel notes there; false where
   * it notes nothing.
   *
   * @throws io.kwalk.core.memory.MemoryFault if that cannot be read
   */
  default boolean isInUse(int cpu, StackRegion stack) {
    return false;
  }

  /** THREAD_SIZE where init_task does not tell. */
  long usualStackSize();

  /** The address that a word is if it is a return address: without what signs it. */
  default long returnAddress(long word) {
    return word;
  }

  /** Whether the words from {@code index} on look like a struct pt_regs. */
  boolean looksLikeRegisters(long[] words, int index);
}
