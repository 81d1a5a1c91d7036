package io.kwalk.linux.module;

import io.kwalk.core.debuginfo.Field;
import io.kwalk.core.debuginfo.RegionSymbols;
import io.kwalk.core.debuginfo.StructType;
import io.kwalk.core.debuginfo.Symbol;
import io.kwalk.core.debuginfo.kallsyms.ModuleKallsyms;
import io.kwalk.core.debuginfo.orc.OrcTable;
import io.kwalk.core.memory.AddressRange;
import io.kwalk.core.memory.Memory;
import io.kwalk.core.memory.MemoryFault;
import io.kwalk.linux.Kernel;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What loaded modules say of themselves: their kallsyms and ORC tables. */
public final class ModuleDebugInfo {
  private ModuleDebugInfo() {}

  /**
   * The symbols of all loaded modules, in the order of the kernel's list; each module's are read
   * when they are asked for.
   */
  public static List<RegionSymbols> symbols(Kernel kernel) {
    List<RegionSymbols> symbols = new ArrayList<>();
    for (KernelModule module : kernel.modules()) {
      symbols.add(new RegionSymbols(() -> symbols(kernel, module), ranges(module)));
    }
    return symbols;
  }

  /** {@code module->kallsyms} (since 4.5): symtab, num_symtab, strtab, and since 5.2 typetab. */
  private static List<Symbol> symbols(Kernel kernel, KernelModule module) {
    Memory memory = kernel.memory();
    Optional<Field> kallsyms = kernel.findField("module", "kallsyms");
    if (kallsyms.isEmpty()) {
      return List.of();
    }
    try {
      long table = kallsyms.get().get(memory, module.address());
      Optional<Field> typetab = kernel.findField("mod_kallsyms", "typetab");
      return ModuleKallsyms.read(
          memory,
          kernel.field("mod_kallsyms", "symtab").get(memory, table),
          kernel.field("mod_kallsyms", "num_symtab").get(memory, table),
          kernel.field("mod_kallsyms", "strtab").get(memory, table),
          typetab.isPresent() ? typetab.get().get(memory, table) : 0,
          module.name());
    } catch (MemoryFault fault) {
      kernel.note("no symbols of module " + module.name() + ": " + fault.getMessage());
      return List.of();
    }
  }

  /** The ORC tables of all loaded modules that have one ({@code module->arch}). */
  public static List<OrcTable> unwindTables(Kernel kernel) {
    Optional<Field> count = kernel.findField("module", "arch.num_orcs");
    if (count.isEmpty()) {
      return List.of();
    }
    Field addresses = kernel.field("module", "arch.orc_unwind_ip");
    Field entries = kernel.field("module", "arch.orc_unwind");
    Optional<StructType> entryType = kernel.imageTypes().struct("orc_entry");
    List<OrcTable> tables = new ArrayList<>();
    for (KernelModule module : kernel.modules()) {
      try {
        OrcTable.open(
                kernel.memory(),
                addresses.get(kernel.memory(), module.address()),
                entries.get(kernel.memory(), module.address()),
                count.get().get(kernel.memory(), module.address()),
                entryType,
                ranges(module))
            .ifPresent(tables::add);
      } catch (MemoryFault fault) {
        kernel.note("no unwind table of module " + module.name() + ": " + fault.getMessage());
      }
    }
    return tables;
  }

  private static List<AddressRange> ranges(KernelModule module) {
    return module.regions().stream()
        .map(region -> new AddressRange(region.base(), region.base() + region.size()))
        .toList();
  }
}
