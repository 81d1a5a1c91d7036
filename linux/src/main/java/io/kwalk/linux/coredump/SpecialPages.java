package io.kwalk.linux.coredump;

import io.kwalk.core.debuginfo.Field;
import io.kwalk.core.memory.Memory;
import io.kwalk.core.memory.MemoryFault;
import io.kwalk.core.object.UnknownNameException;
import io.kwalk.linux.Kernel;
import io.kwalk.linux.mm.Mappings.Mapping;
import io.kwalk.linux.mm.PageStructs;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Mappings without a file that are not anonymous: those that the kernel installs, such as [vdso]
 * (_install_special_mapping). A page that nobody touched yet is in no page table, but the kernel
 * has it.
 */
final class SpecialPages {
  private static final int MAX_NAME = 16;

  private final Kernel kernel;
  private final long mm;
  private final Field operations;

  SpecialPages(Kernel kernel, long mm) {
    this.kernel = kernel;
    this.mm = mm;
    operations = kernel.field("vm_area_struct", "vm_ops");
  }

  /** Whether a mapping without a file is of ordinary memory: it has no operations. */
  boolean isAnonymous(Mapping mapping) {
    try {
      return operations.get(kernel.memory(), mapping.address()) == 0;
    } catch (MemoryFault _) {
      return true;
    }
  }

  /** Where the page at {@code at} is; empty if that is not known. */
  OptionalLong physical(Mapping mapping, long at) {
    try {
      Memory memory = kernel.memory();
      long special =
          kernel.field("vm_area_struct", "vm_private_data").get(memory, mapping.address());
      long name = kernel.field("vm_special_mapping", "name").get(memory, special);
      long offset = at - mapping.start();
      long pages = kernel.field("vm_special_mapping", "pages").get(memory, special);
      if (pages != 0) {
        long page = memory.u64(pages + offset / kernel.pageTables().pageSize() * 8);
        PageStructs structs = PageStructs.of(kernel);
        return page != 0 && structs.isStruct(page)
            ? OptionalLong.of(structs.physicalOf(page))
            : OptionalLong.empty();
      }
      return memory.cString(name, MAX_NAME).equals("[vdso]") ? image(offset) : OptionalLong.empty();
    } catch (MemoryFault | UnknownNameException _) {
      return OptionalLong.empty();
    }
  }

  /** x86 has the pages in one piece in the kernel's own data: struct vdso_image. */
  private OptionalLong image(long offset) {
    Optional<Field> which = kernel.findField("mm_struct", "context.vdso_image");
    if (which.isEmpty()) {
      return OptionalLong.empty();
    }
    long image = which.get().get(kernel.memory(), mm);
    long size = kernel.field("vdso_image", "size").get(kernel.memory(), image);
    long data = kernel.field("vdso_image", "data").get(kernel.memory(), image);
    return Long.compareUnsigned(offset, size) < 0
        ? OptionalLong.of(kernel.memory().physical(data + offset))
        : OptionalLong.empty();
  }
}
