package io.kwalk.linux.cpu;

import io.kwalk.core.image.ElfNote;
import io.kwalk.core.memory.MemoryFault;
import io.kwalk.core.object.UnknownNameException;
import io.kwalk.linux.Kernel;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.stream.IntStream;

/** Per-CPU areas: __per_cpu_offset and the CPU masks. */
public final class PerCpu {
  /** NR_CPUS is at most 8192 on x86-64 (arch/x86/Kconfig). */
  private static final int MAX_CPUS = 8192;

  private final Kernel kernel;
  private final long offsets;
  private final CpuMask possible;
  private final CpuMask online;

  private PerCpu(Kernel kernel) {
    this.kernel = kernel;
    this.offsets = kernel.findAddress("__per_cpu_offset").orElse(0);
    this.possible = withAreas(mask("__cpu_possible_mask"));
    // A panic takes the other processors out of the first, not out of the second.
    this.online = mask("__cpu_online_mask").or(activeMask()).filter(possible::contains);
  }

  /**
   * Of a damaged mask the processors that can be: each possible one has an area of its own, and all
   * others have the same entry in __per_cpu_offset (setup_per_cpu_areas()). The first there always
   * is.
   */
  private CpuMask withAreas(CpuMask mask) {
    Map<Long, Integer> users = new HashMap<>();
    mask.stream().forEach(cpu -> area(cpu).ifPresent(area -> users.merge(area, 1, Integer::sum)));
    CpuMask left =
        mask.filter(cpu -> {
          OptionalLong area = area(cpu);
          return mask.count() == 1
              || area.isEmpty()
              || users.getOrDefault(area.getAsLong(), 1) == 1;
        });
    int lost = mask.count() - left.count();
    if (lost > 0) {
      kernel.note(lost + " of " + mask.count() + " possible processors have no per-CPU area");
    }
    return left.count() > 0 ? left : CpuMask.first(1);
  }

  private OptionalLong area(int cpu) {
    try {
      return offsets == 0 ? OptionalLong.empty() : OptionalLong.of(offset(cpu));
    } catch (MemoryFault _) {
      return OptionalLong.empty();
    }
  }

  private CpuMask activeMask() {
    return kernel.findAddress("__cpu_active_mask").isPresent()
        ? mask("__cpu_active_mask")
        : CpuMask.first(0);
  }

  public static PerCpu of(Kernel kernel) {
    return new PerCpu(kernel);
  }

  private CpuMask mask(String symbol) {
    OptionalLong address = kernel.findAddress(symbol);
    try {
      // Older builds of a single processor have no mask: processor 0 it is.
      return address.isEmpty()
          ? maskOfNotes()
          : CpuMask.read(kernel.memory(), address.getAsLong(), maskBits());
    } catch (MemoryFault _) {
      return maskOfNotes();
    }
  }

  /** Each processor that was stopped for the dump has left its registers. */
  private CpuMask maskOfNotes() {
    long processors = kernel.image().notes().stream().filter(ElfNote::isPrStatus).count();
    return CpuMask.first(Math.clamp(processors, 1, MAX_CPUS));
  }

  /** Bits of struct cpumask: NR_CPUS rounded up to a word. */
  private int maskBits() {
    try {
      return (int) Math.min(MAX_CPUS, 8 * kernel.struct("cpumask").size());
    } catch (UnknownNameException _) {
      return 64;
    }
  }

  /** Processors that may ever be there, ascending. */
  public IntStream possible() {
    return possible.stream();
  }

  /** Processors that were running when the kernel crashed, ascending. */
  public IntStream online() {
    return online.stream();
  }

  public boolean isOnline(int cpu) {
    return online.contains(cpu);
  }

  /** Number of possible processors. */
  public int count() {
    return (int) possible.stream().count();
  }

  /**
   * __per_cpu_offset[cpu]: what is added to a per-CPU symbol's address to give that processor's
   * copy.
   *
   * @throws MemoryFault if the table cannot be read
   */
  public long offset(int cpu) {
    return offsets == 0 ? 0 : kernel.memory().u64(offsets + 8L * cpu);
  }

  /**
   * The address of {@code cpu}'s copy of the per-CPU variable {@code symbol}.
   *
   * @throws io.kwalk.core.object.UnknownNameException if there is no such symbol
   */
  public long address(String symbol, int cpu) {
    return kernel.address(symbol) + offset(cpu);
  }
}
