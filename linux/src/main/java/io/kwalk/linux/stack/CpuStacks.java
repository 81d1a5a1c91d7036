package io.kwalk.linux.stack;

import io.kwalk.core.memory.MemoryFault;
import io.kwalk.core.object.UnknownNameException;
import io.kwalk.core.stack.StackRegion;
import io.kwalk.linux.Kernel;
import io.kwalk.linux.task.Processors;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The stacks of the processors. Read once per kernel: a few words a processor. */
public final class CpuStacks {
  private final Kernel kernel;
  private final List<CpuStack> all = new ArrayList<>();
  private final TreeMap<Long, StackRegion> byStart = new TreeMap<>(Long::compareUnsigned);

  private CpuStacks(Kernel kernel) {
    this.kernel = kernel;
    int count = Processors.of(kernel).count();
    List<CpuStackReader> readers = StackConventions.of(kernel).cpuStacks();
    for (int cpu = 0; cpu < count; cpu++) {
      for (CpuStackReader reader : readers) {
        read(cpu, reader);
      }
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

  private void read(int cpu, CpuStackReader reader) {
    try {
      reader.of(cpu).forEach(region -> all.add(new CpuStack(cpu, region)));
    } catch (MemoryFault | UnknownNameException problem) {
      kernel.note("stacks of CPU " + cpu + ": " + problem.getMessage());
    }
  }
}
