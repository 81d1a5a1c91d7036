package io.kwalk.linux.identify;

import io.kwalk.core.debuginfo.Symbol;
import io.kwalk.linux.mm.MappedArea;
import io.kwalk.linux.mm.Mappings;
import io.kwalk.linux.module.KernelModule;
import io.kwalk.linux.task.Task;
import java.util.Optional;

/** What lies at an address. {@code offset} is that of the address in what was found. */
public sealed interface Identity {
  /** In a slab: an object, allocated or free, or the room around objects. */
  record SlabObject(io.kwalk.linux.slab.SlabObject place) implements Identity {}

  /** At or behind a symbol of vmlinux or of a module. */
  record KernelSymbol(Symbol symbol, long offset) implements Identity {}

  /** In a module's memory, where it has no symbol. */
  record ModuleMemory(KernelModule module, String region, long offset) implements Identity {}

  /**
   * In a processor's copy of the per-CPU areas.
   *
   * @param cpu -1 where it cannot be told
   * @param symbol the variable; empty in memory that was allocated later
   * @param module whose variables they are, "" for none
   */
  record PerCpuMemory(int cpu, Optional<Symbol> symbol, String module, long offset)
      implements Identity {}

  /** In the kernel stack of a task. */
  record TaskStack(Task task, long offset) implements Identity {}

  /**
   * In a stack of a processor.
   *
   * @param name the kernel's: "IRQ", "NMI"
   */
  record CpuStack(int cpu, String name, long offset) implements Identity {}

  /** In the array of struct pages: which page that one describes. */
  record PageStruct(long page, long physical, long offset) implements Identity {}

  /**
   * In an area of vmalloc(), vmap() or ioremap().
   *
   * @param caller the function that made it
   */
  record VmallocArea(MappedArea area, Optional<Symbol> caller, long offset) implements Identity {}

  /** In a page that is nothing of the above. */
  record Page(long physical, PageRole use) implements Identity {}

  /** In a mapping of a process. */
  record UserMapping(Task task, Mappings.Mapping mapping, long offset) implements Identity {}

  /** Mapped, and nothing more is known. */
  record Mapped(long physical) implements Identity {}

  /** No memory. */
  record Nothing() implements Identity {}
}
