package io.kwalk.linux.identify;

import io.kwalk.core.debuginfo.Field;
import io.kwalk.core.debuginfo.Symbol;
import io.kwalk.core.memory.AddressRange;
import io.kwalk.core.memory.Lazy;
import io.kwalk.core.memory.MemoryFault;
import io.kwalk.core.object.UnknownNameException;
import io.kwalk.linux.Kernel;
import io.kwalk.linux.boot.KernelMap;
import io.kwalk.linux.mm.MappedArea;
import io.kwalk.linux.mm.MappedAreas;
import io.kwalk.linux.mm.Mappings;
import io.kwalk.linux.mm.PageStructs;
import io.kwalk.linux.mm.SystemPages;
import io.kwalk.linux.module.KernelModule;
import io.kwalk.linux.slab.SlabObject;
import io.kwalk.linux.slab.SlabObjects;
import io.kwalk.linux.task.Task;
import java.util.ArrayList;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;

/**
 * Tells what lies at an address. What it needs of the kernel (stacks, areas, modules, caches) is
 * read when first asked for, once; an answer then costs some words of memory. Safe for several
 * threads. What cannot be read is told as what is still known of the address.
 */
public final class Identifier {
  private record Module(KernelModule module, KernelModule.Region region) {}

  private final Kernel kernel;
  private final KernelMap map;
  private final Lazy<StackIndex> stacks;
  private final Lazy<PerCpuIndex> perCpu;
  private final Lazy<NavigableMap<Long, MappedArea>> areas;
  private final Lazy<NavigableMap<Long, Module>> modules;
  private final Lazy<Optional<AddressRange>> image;

  private Identifier(Kernel kernel) {
    this.kernel = kernel;
    map = kernel.layout().map();
    kernel.imageSymbols();
    stacks = Lazy.of(() -> new StackIndex(kernel));
    perCpu = Lazy.of(() -> new PerCpuIndex(kernel));
    areas = Lazy.of(this::readAreas);
    modules = Lazy.of(this::readModules);
    image = Lazy.of(map::mappedImage);
  }

  public static Identifier of(Kernel kernel) {
    return kernel.part(Identifier.class, Identifier::new);
  }

  private NavigableMap<Long, MappedArea> readAreas() {
    TreeMap<Long, MappedArea> found = new TreeMap<>(Long::compareUnsigned);
    try {
      for (MappedArea area : MappedAreas.of(kernel, new ArrayList<>())) {
        found.put(area.start(), area);
      }
    } catch (MemoryFault | UnknownNameException _) {
      // Areas are then memory that is mapped.
    }
    return found;
  }

  private NavigableMap<Long, Module> readModules() {
    TreeMap<Long, Module> found = new TreeMap<>(Long::compareUnsigned);
    for (KernelModule module : kernel.modules()) {
      for (KernelModule.Region region : module.regions()) {
        found.put(region.base(), new Module(module, region));
      }
    }
    return found;
  }

  /** What lies at a kernel address. */
  public Identity at(long address) {
    if (map.isDirectMap(address)) {
      return inDirectMap(address);
    }
    Optional<Identity> found = stacks.get().at(address);
    if (found.isEmpty()) {
      found = inModule(address);
    }
    if (found.isEmpty()) {
      found = inImage(address);
    }
    if (found.isEmpty()) {
      found = structPage(address);
    }
    if (found.isEmpty()) {
      found = inArea(address);
    }
    return found.orElseGet(() -> mapped(address));
  }

  /** What lies at a physical address. */
  public Identity atPhysical(long physical) {
    OptionalLong address = map.directMapOf(physical);
    return address.isPresent() ? at(address.getAsLong()) : page(physical);
  }

  /** What lies at an address of {@code task}. */
  public Identity ofUser(Task task, long address) {
    try {
      Optional<Mappings.Mapping> mapping = Mappings.of(kernel).find(task.mm().orElse(0), address);
      if (mapping.isPresent()) {
        return new Identity.UserMapping(task, mapping.get(), address - mapping.get().start());
      }
    } catch (MemoryFault | UnknownNameException _) {
      // Not known to be mapped.
    }
    return new Identity.Nothing();
  }

  /** The slab object at {@code address}, if there is one. */
  public Optional<SlabObject> slabObject(long address) {
    try {
      return map.isDirectMap(address) ? SlabObjects.of(kernel).at(address) : Optional.empty();
    } catch (UnknownNameException _) {
      return Optional.empty();
    }
  }

  private Identity inDirectMap(long address) {
    Optional<Identity> found = perCpu.get().at(address);
    if (found.isPresent()) {
      return found.get();
    }
    Optional<SlabObject> object = slabObject(address);
    if (object.isPresent()) {
      return new Identity.SlabObject(object.get());
    }
    long physical;
    try {
      physical = kernel.memory().physical(address);
    } catch (MemoryFault _) {
      return new Identity.Nothing();
    }
    found = stacks.get().at(address);
    return found.orElseGet(() -> pageOrImage(physical));
  }

  /** The image's own pages are reserved; those that it gave back are like all others. */
  private Identity pageOrImage(long physical) {
    Identity page = page(physical);
    long inImage = physical - kernel.layout().imageOffset();
    boolean mayBeImage =
        page instanceof Identity.Page found
            && (found.use() instanceof PageRole.Reserved
                || found.use() instanceof PageRole.Unknown);
    if (!mayBeImage || image.get().isEmpty() || !image.get().get().contains(inImage)) {
      return page;
    }
    return stacks.get().at(inImage).or(() -> inImage(inImage)).orElse(page);
  }

  private Identity page(long physical) {
    try {
      return SystemPages.exists(kernel, physical)
          ? new Identity.Page(physical, PageRoles.of(kernel).at(physical))
          : new Identity.Nothing();
    } catch (UnknownNameException _) {
      return new Identity.Mapped(physical);
    }
  }

  private Optional<Identity> inImage(long address) {
    if (image.get().isEmpty() || !image.get().get().contains(address)) {
      return Optional.empty();
    }
    return kernel
        .imageSymbols()
        .at(address)
        .map(symbol -> new Identity.KernelSymbol(symbol, address - symbol.address()));
  }

  private Optional<Identity> inModule(long address) {
    Map.Entry<Long, Module> entry = modules.get().floorEntry(address);
    if (entry == null || !entry.getValue().region.contains(address)) {
      return Optional.empty();
    }
    Module found = entry.getValue();
    Optional<Symbol> symbol =
        kernel.symbols().at(address).filter(s -> found.region.contains(s.address()));
    return Optional.of(
        symbol.isPresent()
            ? new Identity.KernelSymbol(symbol.get(), address - symbol.get().address())
            : new Identity.ModuleMemory(
                found.module, found.region.kind(), address - found.region.base()));
  }

  private Optional<Identity> structPage(long address) {
    try {
      PageStructs pages = PageStructs.of(kernel);
      long physical = pages.physicalOf(address);
      long start = pages.address(physical);
      return pages.isStruct(start) && SystemPages.exists(kernel, physical)
          ? Optional.of(new Identity.PageStruct(start, physical, address - start))
          : Optional.empty();
    } catch (MemoryFault | UnknownNameException _) {
      return Optional.empty();
    }
  }

  private Optional<Identity> inArea(long address) {
    Map.Entry<Long, MappedArea> entry = areas.get().floorEntry(address);
    if (entry == null || !entry.getValue().contains(address)) {
      return Optional.empty();
    }
    MappedArea area = entry.getValue();
    long caller = 0;
    try {
      Field field = kernel.field("vm_struct", "caller");
      caller = field.get(kernel.memory(), area.vmStruct());
    } catch (MemoryFault | UnknownNameException _) {
      // Who made it is not known.
    }
    Optional<Identity> chunk = perCpu.get().inArea(area, caller, address);
    Optional<Symbol> maker = caller == 0 ? Optional.empty() : kernel.symbols().at(caller);
    return chunk.isPresent()
        ? chunk
        : Optional.of(new Identity.VmallocArea(area, maker, address - area.start()));
  }

  private Identity mapped(long address) {
    if (address >= 0) {
      return new Identity.Nothing();
    }
    try {
      return new Identity.Mapped(kernel.memory().physical(address));
    } catch (MemoryFault _) {
      return new Identity.Nothing();
    }
  }
}
