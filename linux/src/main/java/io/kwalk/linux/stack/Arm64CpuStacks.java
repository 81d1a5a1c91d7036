package io.kwalk.linux.stack;

import io.kwalk.core.stack.StackRegion;
import io.kwalk.core.stack.StackRegion.Kind;
import io.kwalk.linux.Kernel;
import java.util.List;
import java.util.OptionalLong;

/**
 * The stacks of arm64 processors: for interrupts, for overflows of other stacks, and for events of
 * the firmware (SDEI).
 */
final class Arm64CpuStacks {
  /** OVERFLOW_STACK_SIZE (arch/arm64/include/asm/memory.h). */
  private static final long OVERFLOW_STACK_SIZE = 4096;

  private final Kernel kernel;
  private final long stackSize;

  /**
   * @param stackSize THREAD_SIZE, which IRQ_STACK_SIZE and SDEI_STACK_SIZE are too
   */
  Arm64CpuStacks(Kernel kernel, long stackSize) {
    this.kernel = kernel;
    this.stackSize = stackSize;
  }

  List<CpuStackReader> readers() {
    return List.of(
        cpu -> pointedAt("irq_stack_ptr", Kind.IRQ, "IRQ", cpu),
        this::overflowStack,
        cpu -> pointedAt("sdei_stack_normal_ptr", Kind.SDEI, "SDEI normal", cpu),
        cpu -> pointedAt("sdei_stack_critical_ptr", Kind.SDEI, "SDEI critical", cpu));
  }

  /** A per-CPU pointer to the start; kernels without the feature have no such variable. */
  private List<StackRegion> pointedAt(String symbol, Kind kind, String name, int cpu) {
    OptionalLong pointer = kernel.findAddress(symbol);
    if (pointer.isEmpty()) {
      return List.of();
    }
    long start = kernel.memory().u64(pointer.getAsLong() + kernel.perCpu().offset(cpu));
    return CpuStack.region(kind, name, start, stackSize);
  }

  /** With CONFIG_VMAP_STACK: a per-CPU array. */
  private List<StackRegion> overflowStack(int cpu) {
    OptionalLong stack = kernel.findAddress("overflow_stack");
    return stack.isEmpty()
        ? List.of()
        : CpuStack.region(
            Kind.OVERFLOW,
            "OVERFLOW",
            stack.getAsLong() + kernel.perCpu().offset(cpu),
            OVERFLOW_STACK_SIZE);
  }
}
