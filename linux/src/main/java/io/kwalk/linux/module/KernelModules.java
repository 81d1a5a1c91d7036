package io.kwalk.linux.module;

import io.kwalk.core.debuginfo.EnumType;
import io.kwalk.core.debuginfo.EnumType.Enumerator;
import io.kwalk.core.debuginfo.Field;
import io.kwalk.core.memory.MemoryFault;
import io.kwalk.core.object.UnknownNameException;
import io.kwalk.linux.Kernel;
import io.kwalk.linux.module.KernelModule.Region;
import io.kwalk.linux.structures.ListHead;
import io.kwalk.linux.structures.ListWalk;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The list of loaded modules (kernel/module/main.c). */
public final class KernelModules {
  /** MOD_MEM_NUM_TYPES is 7; bounds what damaged types may ask for. */
  private static final int MAX_REGIONS = 32;

  private final Kernel kernel;
  private final Field list;
  private final Field name;

  private KernelModules(Kernel kernel) {
    this.kernel = kernel;
    this.list = kernel.field("module", "list");
    this.name = kernel.field("module", "name");
  }

  /** Walks the list at {@code modules}; what cannot be read ends it, which the notes then say. */
  public static List<KernelModule> read(Kernel kernel) {
    try {
      return new KernelModules(kernel).walk();
    } catch (UnknownNameException missing) {
      kernel.note("no modules: " + missing.getMessage());
      return List.of();
    }
  }

  private List<KernelModule> walk() {
    List<KernelModule> modules = new ArrayList<>();
    ListWalk walk = ListHead.walk(kernel.memory(), kernel.address("modules"));
    walk.trouble().ifPresent(trouble -> kernel.note("list of modules: " + trouble));
    for (long node : walk.nodes()) {
      long address = node - list.offset();
      try {
        modules.add(new KernelModule(address, nameOf(address), regions(address)));
      } catch (MemoryFault fault) {
        kernel.note("module " + Long.toHexString(address) + ": " + fault.getMessage());
      }
    }
    return modules;
  }

  private String nameOf(long module) {
    return kernel.memory().cString(name.addressIn(module), (int) Math.min(name.size(), 256));
  }

  private List<Region> regions(long module) {
    List<Region> regions = new ArrayList<>();
    Optional<EnumType> types = kernel.imageTypes().enumOf("MOD_TEXT");
    if (types.isPresent() && kernel.findField("module", "mem[0].base").isPresent()) {
      // enum mod_mem_type and mem[] since 6.4 (ac3b43283923).
      for (Enumerator type : types.get().enumerators()) {
        if (type.value() >= 0 && type.value() < MAX_REGIONS && isMember(type)) {
          add(regions, module, type.name(), "mem[" + type.value() + "]");
        }
      }
    } else {
      add(regions, module, "core_layout", "core_layout");
      add(regions, module, "init_layout", "init_layout");
    }
    return List.copyOf(regions);
  }

  /** The last enumerator counts the others; MOD_INVALID is -1. */
  private static boolean isMember(Enumerator type) {
    return !type.name().equals("MOD_MEM_NUM_TYPES");
  }

  private void add(List<Region> regions, long module, String kind, String member) {
    Optional<Field> base = kernel.findField("module", member + ".base");
    Optional<Field> size = kernel.findField("module", member + ".size");
    if (base.isEmpty() || size.isEmpty()) {
      return;
    }
    long start = base.get().get(kernel.memory(), module);
    long length = size.get().get(kernel.memory(), module) & 0xffff_ffffL;
    if (start != 0 && length != 0) {
      regions.add(new Region(kind, start, length));
    }
  }
}
