package io.kwalk.linux.stack;

import io.kwalk.core.debuginfo.Field;
import io.kwalk.core.debuginfo.Member;
import io.kwalk.core.debuginfo.StructType;
import io.kwalk.core.memory.AddressRange;
import io.kwalk.core.memory.MemoryFault;
import io.kwalk.core.object.UnknownNameException;
import io.kwalk.core.stack.StackRegion;
import io.kwalk.core.stack.StackRegion.Kind;
import io.kwalk.linux.Kernel;
import io.kwalk.linux.task.Processors;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The stacks of an x86-64 kernel's processors: for hardware interrupts, for each exception that has
 * a stack of its own (IST), and for entries from user mode. Read once per kernel: a few words a
 * processor.
 */
public final class CpuStacks {
  /** IRQ_STACK_SIZE (arch/x86/include/asm/page_64_types.h), KASAN aside. */
  private static final long IRQ_STACK_SIZE = 16384;

  /** hardirq_stack_ptr is the top less one word (irq_64.c, since 5.8). */
  private static final long BELOW_TOP = 8;

  /** crash's names of the members of struct cea_exception_stacks. */
  private static final Map<String, String> NAMES =
      Map.of("DF_stack", "DOUBLEFAULT", "DB_stack", "DEBUG");

  private final Kernel kernel;
  private final List<CpuStack> all = new ArrayList<>();
  private final TreeMap<Long, StackRegion> byStart = new TreeMap<>(Long::compareUnsigned);

  private CpuStacks(Kernel kernel) {
    this.kernel = kernel;
    int count = Processors.of(kernel).count();
    for (int cpu = 0; cpu < count; cpu++) {
      addGuarded(cpu, this::irqStack);
      addGuarded(cpu, this::exceptionStacks);
      addGuarded(cpu, this::entryStack);
    }
    all.forEach(stack -> byStart.put(stack.region().range().start(), stack.region()));
  }

  public static CpuStacks of(Kernel kernel) {
    return kernel.part(CpuStacks.class, CpuStacks::new);
  }

  /** All, by processor. */
  public List<CpuStack> all() {
    return List.copyOf(all);
  }

  /** Those of one processor. */
  public List<StackRegion> of(int cpu) {
    return all.stream().filter(stack -> stack.cpu() == cpu).map(CpuStack::region).toList();
  }

  /** The stack that {@code address} lies in. */
  public Optional<StackRegion> at(long address) {
    Map.Entry<Long, StackRegion> entry = byStart.floorEntry(address);
    return entry != null && entry.getValue().contains(address)
        ? Optional.of(entry.getValue())
        : Optional.empty();
  }

  @FunctionalInterface
  private interface Reader {
    void read(int cpu);
  }

  private void addGuarded(int cpu, Reader reader) {
    try {
      reader.read(cpu);
    } catch (MemoryFault | UnknownNameException problem) {
      kernel.note("stacks of CPU " + cpu + ": " + problem.getMessage());
    }
  }

  private void add(int cpu, Kind kind, String name, long start, long size) {
    if (start != 0) {
      all.add(
          new CpuStack(cpu, new StackRegion(kind, name, new AddressRange(start, start + size))));
    }
  }

  private void irqStack(int cpu) {
    long top = hardirqStackPointer(cpu);
    if (top != 0) {
      long end = top + BELOW_TOP;
      add(cpu, Kind.IRQ, "IRQ", end - IRQ_STACK_SIZE, IRQ_STACK_SIZE);
    }
  }

  /** A per-CPU variable of its own to 6.1 and since 6.15, in between a member of pcpu_hot. */
  private long hardirqStackPointer(int cpu) {
    // A struct that vmlinux lacks would be looked for in all modules.
    Optional<Field> hot =
        kernel.findAddress("pcpu_hot").isPresent()
            ? kernel.findField("pcpu_hot", "hardirq_stack_ptr")
            : Optional.empty();
    return hot.isPresent()
        ? hot.get().get(kernel.memory(), kernel.perCpu().address("pcpu_hot", cpu))
        : kernel.memory().u64(kernel.perCpu().address("hardirq_stack_ptr", cpu));
  }

  /** The per-CPU pointer cea_exception_stacks (since 5.2) to a struct of stacks and guard pages. */
  private void exceptionStacks(int cpu) {
    StructType stacks = kernel.struct("cea_exception_stacks");
    long base = kernel.memory().u64(kernel.perCpu().address("cea_exception_stacks", cpu));
    if (base == 0) {
      return;
    }
    for (Member member : stacks.members()) {
      if (member.name().endsWith("_stack")) {
        String plain = member.name().substring(0, member.name().length() - "_stack".length());
        String name = NAMES.getOrDefault(member.name(), plain);
        add(cpu, Kind.EXCEPTION, name, base + member.offset(), member.type().size());
      }
    }
  }

  /** sp0 of the task state segment is the top of the entry stack (page table isolation, 4.15). */
  private void entryStack(int cpu) {
    long size = kernel.struct("entry_stack").size();
    long tss = kernel.perCpu().address("cpu_tss_rw", cpu);
    long top = kernel.field("tss_struct", "x86_tss.sp0").get(kernel.memory(), tss);
    if (top != 0) {
      add(cpu, Kind.ENTRY_TRAMPOLINE, "entry trampoline", top - size, size);
    }
  }
}
