package io.kwalk.linux.identify;

import io.kwalk.core.debuginfo.Field;
import io.kwalk.core.debuginfo.Symbol;
import io.kwalk.core.memory.Lazy;
import io.kwalk.core.memory.MemoryFault;
import io.kwalk.core.object.UnknownNameException;
import io.kwalk.linux.Kernel;
import io.kwalk.linux.mm.MappedArea;
import io.kwalk.linux.module.KernelModule;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.PrimitiveIterator;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The per-CPU areas (mm/percpu.c): in the first chunk each processor's unit has the kernel's
 * variables, then those of modules, then what alloc_percpu() gave; later chunks are vmalloc areas
 * of such units.
 */
final class PerCpuIndex {
  private record Unit(int cpu, long start, long offset) {}

  private record ModuleVariables(String name, long start, long size) {}

  private final Kernel kernel;
  private final List<Unit> units = new ArrayList<>();
  private final List<ModuleVariables> modules = new ArrayList<>();
  private final long variablesStart;
  private final long variablesSize;
  private final long unitSize;
  private final long chunkMaker;

  /** By place; Symbols.at knows code and data of the image only. */
  private final Lazy<NavigableMap<Long, Symbol>> variables;

  PerCpuIndex(Kernel kernel) {
    this.kernel = kernel;
    variablesStart = kernel.findAddress("__per_cpu_start").orElse(0);
    variablesSize = kernel.findAddress("__per_cpu_end").orElse(0) - variablesStart;
    unitSize = Math.max(variablesSize, number("pcpu_unit_size"));
    chunkMaker = kernel.findAddress("pcpu_get_vm_areas").orElse(0);
    variables = Lazy.of(this::readVariables);
    PrimitiveIterator.OfInt cpus = kernel.perCpu().possible().iterator();
    while (cpus.hasNext() && unitSize > 0) {
      add(cpus.nextInt());
    }
    readModules();
  }

  private NavigableMap<Long, Symbol> readVariables() {
    NavigableMap<Long, Symbol> found = new TreeMap<>(Long::compareUnsigned);
    try (Stream<Symbol> all = kernel.imageSymbols().all()) {
      all.filter(symbol ->
              Long.compareUnsigned(symbol.address() - variablesStart, variablesSize) < 0
                  && !symbol.name().startsWith("__per_cpu_"))
          .forEach(symbol -> found.putIfAbsent(symbol.address(), symbol));
    }
    return found;
  }

  private long number(String variable) {
    OptionalLong address = kernel.findAddress(variable);
    try {
      return address.isEmpty() ? 0 : kernel.memory().u32(address.getAsLong());
    } catch (MemoryFault _) {
      return 0;
    }
  }

  private void add(int cpu) {
    try {
      long offset = kernel.perCpu().offset(cpu);
      units.add(new Unit(cpu, offset + variablesStart, offset));
    } catch (MemoryFault _) {
      // Its copies cannot be told.
    }
  }

  private void readModules() {
    try {
      Field start = kernel.field("module", "percpu");
      Field size = kernel.field("module", "percpu_size");
      for (KernelModule module : kernel.modules()) {
        long at = start.get(kernel.memory(), module.address());
        if (at != 0) {
          long bytes = size.get(kernel.memory(), module.address());
          modules.add(new ModuleVariables(module.name(), at, bytes));
        }
      }
    } catch (MemoryFault | UnknownNameException _) {
      // Modules' variables are then memory without names.
    }
  }

  /** What of the first chunk lies at {@code address}. */
  Optional<Identity> at(long address) {
    for (Unit unit : units) {
      long within = address - unit.start;
      if (Long.compareUnsigned(within, unitSize) < 0) {
        return Optional.of(inUnit(unit, address));
      }
    }
    return Optional.empty();
  }

  private Identity inUnit(Unit unit, long address) {
    long place = address - unit.offset;
    if (Long.compareUnsigned(place - variablesStart, variablesSize) < 0) {
      Optional<Symbol> symbol =
          Optional.ofNullable(variables.get().floorEntry(place)).map(Map.Entry::getValue);
      long offset = symbol.isPresent() ? place - symbol.get().address() : place - variablesStart;
      return new Identity.PerCpuMemory(unit.cpu, symbol, "", offset);
    }
    for (ModuleVariables module : modules) {
      if (Long.compareUnsigned(place - module.start, module.size) < 0) {
        Optional<Symbol> symbol =
            kernel.symbols().at(place).filter(found -> module.name.equals(found.module()));
        long offset = symbol.isPresent() ? place - symbol.get().address() : place - module.start;
        return new Identity.PerCpuMemory(unit.cpu, symbol, module.name, offset);
      }
    }
    return new Identity.PerCpuMemory(unit.cpu, Optional.empty(), "", place - variablesStart);
  }

  /** What of a later chunk lies at {@code address}, in the area made by {@code caller}. */
  Optional<Identity> inArea(MappedArea area, long caller, long address) {
    if (chunkMaker == 0 || caller != chunkMaker) {
      return Optional.empty();
    }
    long offset = address - area.start();
    // With several groups (nodes) an area is one group's: whose unit comes first is not known.
    boolean oneGroup = number("pcpu_nr_groups") == 1;
    int cpu = -1;
    for (Unit unit : units) {
      if (oneGroup && unitSize > 0 && unit.start - firstUnit() == offset / unitSize * unitSize) {
        cpu = unit.cpu;
      }
    }
    return Optional.of(
        new Identity.PerCpuMemory(
            cpu, Optional.empty(), "", unitSize == 0 ? offset : offset % unitSize));
  }

  private long firstUnit() {
    long first = units.isEmpty() ? 0 : units.getFirst().start;
    for (Unit unit : units) {
      first = Math.min(first, unit.start);
    }
    return first;
  }
}
