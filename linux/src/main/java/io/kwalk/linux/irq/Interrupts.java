package io.kwalk.linux.irq;

import io.kwalk.core.debuginfo.Field;
import io.kwalk.core.debuginfo.PointerType;
import io.kwalk.core.memory.Memory;
import io.kwalk.core.memory.MemoryFault;
import io.kwalk.core.object.UnknownNameException;
import io.kwalk.linux.Kernel;
import io.kwalk.linux.cpu.CpuMask;
import io.kwalk.linux.structures.LongSet;
import io.kwalk.linux.structures.MapleTree;
import io.kwalk.linux.structures.TreeListener;
import io.kwalk.linux.structures.XArray;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The interrupt lines of a kernel with sparse interrupts (kernel/irq/irqdesc.c). */
public final class Interrupts {
  private static final int NAME_LIMIT = 256;

  private final Kernel kernel;
  private final Memory memory;
  private final List<String> troubles;
  private final Field action;
  private final Field flowName;
  private final Field chip;
  private final Field counts;
  private final Field actionName;
  private final Field actionNext;
  private final Field affinity;

  private Interrupts(Kernel kernel, List<String> troubles) {
    this.kernel = kernel;
    this.troubles = troubles;
    memory = kernel.memory();
    action = kernel.field("irq_desc", "action");
    flowName = kernel.field("irq_desc", "name");
    chip = kernel.field("irq_desc", "irq_data.chip");
    counts = kernel.field("irq_desc", "kstat_irqs");
    actionName = kernel.field("irqaction", "name");
    actionNext = kernel.field("irqaction", "next");
    affinity = kernel.field("irq_desc", "irq_common_data.affinity");
  }

  /**
   * A walk of {@code kernel}'s interrupts that adds to {@code troubles} what cannot be read.
   *
   * @throws UnknownNameException if the types do not say what an interrupt is
   */
  public static Interrupts of(Kernel kernel, List<String> troubles) {
    return new Interrupts(kernel, troubles);
  }

  /**
   * How many numbers there are: nr_irqs, total_nr_irqs since 6.13.
   *
   * @throws MemoryFault if that cannot be read
   */
  public long count() {
    String symbol = kernel.findAddress("nr_irqs").isPresent() ? "nr_irqs" : "total_nr_irqs";
    return memory.u32(kernel.address(symbol));
  }

  /** All there are, by number. */
  public List<InterruptDescriptor> all() {
    List<InterruptDescriptor> found = new ArrayList<>();
    if (kernel.findAddress("irq_desc_tree").isPresent()) {
      troubles.addAll(
          XArray.of(kernel)
              .visit(
                  kernel.address("irq_desc_tree"),
                  (number, address) -> found.add(descriptor(number, address))));
      return found;
    }
    // Since 6.5 (721255b98277) a maple tree.
    MapleTree.of(kernel)
        .walk(
            kernel.address("sparse_irqs"),
            new TreeListener() {
              @Override
              public void entry(long entry, long first, long last, String position) {
                if (entry != 0) {
                  found.add(descriptor(first, entry));
                }
              }

              @Override
              public void trouble(String message) {
                troubles.add(message);
              }
            });
    return found;
  }

  private InterruptDescriptor descriptor(long number, long address) {
    return new InterruptDescriptor(
        number,
        address,
        actions(address),
        chip(address),
        string(word(flowName, address)),
        affinity(address),
        word(counts, address));
  }

  private List<InterruptAction> actions(long descriptor) {
    List<InterruptAction> actions = new ArrayList<>();
    LongSet seen = new LongSet();
    long at = word(action, descriptor);
    while (at != 0 && seen.add(at)) {
      actions.add(new InterruptAction(at, string(word(actionName, at))));
      at = word(actionNext, at);
    }
    return actions;
  }

  private String chip(long descriptor) {
    long at = word(chip, descriptor);
    return at == 0 ? "" : string(word(kernel.field("irq_chip", "name"), at));
  }

  /** A pointer with CONFIG_CPUMASK_OFFSTACK, else an array of one mask. */
  private Optional<CpuMask> affinity(long descriptor) {
    long at = affinity.addressIn(descriptor);
    try {
      // Masks that are allocated have no more words than the machine has processors for.
      int bits = (kernel.perCpu().possible().max().orElse(0) + 64) & -64;
      if (affinity.type().strip() instanceof PointerType) {
        at = memory.u64(at);
      }
      return Optional.of(CpuMask.read(memory, at, bits));
    } catch (MemoryFault fault) {
      troubles.add(String.valueOf(fault.getMessage()));
      return Optional.empty();
    }
  }

  /**
   * How often it came to {@code cpu} (struct irqstat since 6.10, whose first member is the count).
   *
   * @return null if that cannot be read
   */
  public @Nullable Long count(InterruptDescriptor descriptor, int cpu) {
    try {
      return descriptor.counts() == 0
          ? null
          : memory.u32(descriptor.counts() + kernel.perCpu().offset(cpu));
    } catch (MemoryFault fault) {
      troubles.add(String.valueOf(fault.getMessage()));
      return null;
    }
  }

  /** The addresses that the gates of x86's interrupt descriptor table lead to. */
  public long[] gates() {
    long table = kernel.address("idt_table");
    long[] targets = new long[256];
    for (int i = 0; i < targets.length; i++) {
      long low = memory.u64(table + 16L * i);
      targets[i] = low & 0xffff | low >>> 32 & 0xffff_0000L | memory.u32(table + 16L * i + 8) << 32;
    }
    return targets;
  }

  private long word(Field field, long struct) {
    try {
      return field.get(memory, struct);
    } catch (MemoryFault fault) {
      troubles.add(String.valueOf(fault.getMessage()));
      return 0;
    }
  }

  private String string(long address) {
    try {
      return address == 0 ? "" : memory.cString(address, NAME_LIMIT);
    } catch (MemoryFault fault) {
      troubles.add(String.valueOf(fault.getMessage()));
      return "";
    }
  }
}
