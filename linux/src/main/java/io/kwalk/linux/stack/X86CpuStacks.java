package io.kwalk.linux.stack;

import io.kwalk.core.debuginfo.Field;
import io.kwalk.core.debuginfo.Member;
import io.kwalk.core.debuginfo.StructType;
import io.kwalk.core.memory.Memory;
import io.kwalk.core.stack.StackRegion;
import io.kwalk.core.stack.StackRegion.Kind;
import io.kwalk.linux.Kernel;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The stacks of x86-64 processors: for hardware interrupts, for each exception that has a stack of
 * its own (IST), and for entries from user mode.
 */
final class X86CpuStacks {
  /** IRQ_STACK_SIZE (arch/x86/include/asm/page_64_types.h), KASAN aside. */
  private static final long IRQ_STACK_SIZE = 16384;

  /** hardirq_stack_ptr is the top, since 5.12 (951c2a51ae75) less one word. */
  private static final long BELOW_TOP = 8;

  /**
   * "NMI executing" lies so far below the top: behind ss, sp, flags, cs, ip and a spare word
   * (asm_exc_nmi, arch/x86/entry/entry_64.S).
   */
  private static final long NMI_EXECUTING = 56;

  /** crash's names of the members of struct cea_exception_stacks. */
  private static final Map<String, String> NAMES =
      Map.of("DF_stack", "DOUBLEFAULT", "DB_stack", "DEBUG");

  private final Kernel kernel;

  X86CpuStacks(Kernel kernel) {
    this.kernel = kernel;
  }

  List<CpuStackReader> readers() {
    return List.of(this::irqStack, this::exceptionStacks, this::entryStack);
  }

  /**
   * Whether the processor was on {@code stack}: the entry of NMIs sets a word of their stack while
   * one is served; that of interrupts a byte of the processor, to 5.11 a number that is -1 when
   * none is. Of other stacks nothing tells.
   */
  boolean isInUse(int cpu, StackRegion stack) {
    return switch (stack.kind()) {
      case IRQ -> irqStackInUse(cpu);
      case EXCEPTION ->
          stack.name().equals("NMI")
              && kernel.memory().u64(stack.range().end() - NMI_EXECUTING) == 1;
      default -> false;
    };
  }

  private boolean irqStackInUse(int cpu) {
    Memory memory = kernel.memory();
    if (kernel.findAddress("irq_count").isPresent()) {
      return (int) memory.u32(kernel.perCpu().address("irq_count", cpu)) != -1;
    }
    return hot("hardirq_stack_inuse")
        .map(field -> field.get(memory, kernel.perCpu().address("pcpu_hot", cpu)) != 0)
        .orElseGet(() -> memory.u8(kernel.perCpu().address("hardirq_stack_inuse", cpu)) != 0);
  }

  private List<StackRegion> irqStack(int cpu) {
    long top = hardirqStackPointer(cpu);
    return top == 0
        ? List.of()
        : CpuStack.region(
            Kind.IRQ, "IRQ", (top + BELOW_TOP & -16) - IRQ_STACK_SIZE, IRQ_STACK_SIZE);
  }

  /** A per-CPU variable of its own to 6.1 and since 6.15, in between a member of pcpu_hot. */
  private long hardirqStackPointer(int cpu) {
    return hot("hardirq_stack_ptr")
        .map(field -> field.get(kernel.memory(), kernel.perCpu().address("pcpu_hot", cpu)))
        .orElseGet(() -> kernel.memory().u64(kernel.perCpu().address("hardirq_stack_ptr", cpu)));
  }

  private Optional<Field> hot(String member) {
    // A struct that vmlinux lacks would be looked for in all modules: 20 ms of a start.
    return kernel.findAddress("pcpu_hot").isPresent()
        ? kernel.findField("pcpu_hot", member)
        : Optional.empty();
  }

  /** The per-CPU pointer cea_exception_stacks (since 5.2) to a struct of stacks and guard pages. */
  private List<StackRegion> exceptionStacks(int cpu) {
    StructType stacks = kernel.struct("cea_exception_stacks");
    long base = kernel.memory().u64(kernel.perCpu().address("cea_exception_stacks", cpu));
    List<StackRegion> found = new ArrayList<>();
    if (base == 0) {
      return found;
    }
    for (Member member : stacks.members()) {
      if (member.name().endsWith("_stack")) {
        String plain = member.name().substring(0, member.name().length() - "_stack".length());
        String name = NAMES.getOrDefault(member.name(), plain);
        found.addAll(
            CpuStack.region(Kind.EXCEPTION, name, base + member.offset(), member.type().size()));
      }
    }
    return found;
  }

  /** sp0 of the task state segment is the top of the entry stack (page table isolation, 4.15). */
  private List<StackRegion> entryStack(int cpu) {
    long size = kernel.struct("entry_stack").size();
    long tss = kernel.perCpu().address("cpu_tss_rw", cpu);
    long top = kernel.field("tss_struct", "x86_tss.sp0").get(kernel.memory(), tss);
    return top == 0
        ? List.of()
        : CpuStack.region(Kind.ENTRY_TRAMPOLINE, "entry trampoline", top - size, size);
  }
}
