package io.kwalk.linux.module;

import io.kwalk.core.debuginfo.Field;
import io.kwalk.core.memory.Memory;
import io.kwalk.core.memory.MemoryFault;
import io.kwalk.core.object.UnknownNameException;
import io.kwalk.linux.Kernel;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Where the sections of a module were loaded, as the kernel recorded it for
 * /sys/module/NAME/sections (kernel/module/sysfs.c; kernel/module.c before 5.18): {@code
 * module->sect_attrs->grp.bin_attrs} leads to an attribute each. Until 6.13 the address lies behind
 * it, in {@code module_sect_attr.address}; since 6.14 (4b2c11e4aaf7) it is the attribute's {@code
 * private}. Sections that are freed after initialisation stay on record.
 */
public final class ModuleSections {
  /** Far more than any module has; bounds what a damaged array may ask for. */
  private static final int MAX_SECTIONS = 4096;

  private static final int MAX_NAME = 256;

  private final Kernel kernel;
  private final Memory memory;
  private final Map<String, Long> addresses = new LinkedHashMap<>();

  private ModuleSections(Kernel kernel) {
    this.kernel = kernel;
    this.memory = kernel.memory();
  }

  /**
   * The run-time address of each section by its name, the first of several of one name; empty where
   * the kernel kept no record (CONFIG_SYSFS off). The per-CPU section, which has no single address,
   * has its offset in the per-CPU area.
   *
   * @throws MemoryFault if the record cannot be read
   */
  public static Map<String, Long> of(Kernel kernel, KernelModule module) {
    ModuleSections sections = new ModuleSections(kernel);
    try {
      sections.readRecord(module.address(), "sect_attrs", "module_sect_attrs");
      sections.readRecord(module.address(), "notes_attrs", "module_notes_attrs");
    } catch (UnknownNameException missing) {
      kernel.note("no sections of module " + module.name() + ": " + missing.getMessage());
    }
    sections.perCpu(module.address());
    return sections.addresses;
  }

  private void readRecord(long module, String member, String struct) {
    Optional<Field> record = kernel.findField("module", member);
    long attributes = record.isEmpty() ? 0 : record.get().get(memory, module);
    if (attributes == 0) {
      return;
    }
    if (kernel.findField(struct, "grp").isPresent()) {
      readGroup(kernel.field(struct, "grp").addressIn(attributes));
    } else {
      readArray(struct, attributes);
    }
  }

  /** An array of pointers, which ends at a null one. */
  private void readGroup(long group) {
    Optional<Field> old = kernel.findField("module_sect_attr", "battr");
    Field name = kernel.field("bin_attribute", "attr.name");
    Field address =
        old.isPresent()
            ? kernel.field("module_sect_attr", "address")
            : kernel.field("bin_attribute", "private");
    Field array = kernel.field("attribute_group", "bin_attrs", "bin_attrs_new");
    long at = array.get(memory, group);
    for (int i = 0; at != 0 && i < MAX_SECTIONS; i++) {
      long attribute = memory.u64(at + 8L * i);
      if (attribute == 0) {
        return;
      }
      long holder = old.isPresent() ? attribute - old.get().offset() : attribute;
      add(name.get(memory, attribute), address.get(memory, holder));
    }
  }

  /** Notes until 6.13: counted attributes in one array. */
  private void readArray(String struct, long attributes) {
    Field name = kernel.field("bin_attribute", "attr.name");
    Field address = kernel.field("bin_attribute", "private");
    long count = kernel.field(struct, "notes").get(memory, attributes);
    long at = kernel.field(struct, "attrs").addressIn(attributes);
    long size = kernel.struct("bin_attribute").size();
    for (int i = 0; i < Math.min(count, MAX_SECTIONS); i++) {
      add(name.get(memory, at + i * size), address.get(memory, at + i * size));
    }
  }

  private void add(long name, long address) {
    addresses.putIfAbsent(memory.cString(name, MAX_NAME), address);
  }

  /** Not among the attributes: the loader gives it a place of its own. */
  private void perCpu(long module) {
    Optional<Field> area = kernel.findField("module", "percpu");
    long offset = area.isEmpty() ? 0 : area.get().get(memory, module);
    if (offset != 0) {
      addresses.putIfAbsent(".data..percpu", offset);
    }
  }
}
