package io.kwalk.linux.mm;

import io.kwalk.core.debuginfo.Field;
import io.kwalk.core.memory.Memory;
import io.kwalk.core.object.UnknownNameException;
import io.kwalk.linux.Kernel;
import java.util.OptionalLong;

/** Where the array of struct page begins: the one of physical page 0, be it there or not. */
final class PageArray {
  /** SECTION_MAP_MASK: flags are in the bits below (include/linux/mmzone.h). */
  private static final long FLAGS = 0x3f;

  private static final long PRESENT = 1;

  /** SECTIONS of 2^MAX_PHYSMEM_BITS bytes by the smallest size there is. */
  private static final long MOST_ROOTS = 1 << 16;

  private PageArray() {}

  /**
   * vmemmap, by the kernel's variable (x86-64), else by the first section of memory there is.
   *
   * @throws UnknownNameException where this kernel has neither
   */
  static long base(Kernel kernel) {
    OptionalLong variable = kernel.findAddress("vmemmap_base");
    return variable.isPresent() ? kernel.memory().u64(variable.getAsLong()) : bySections(kernel);
  }

  /**
   * section_mem_map less its flags is the section's first struct page less its first page number:
   * with VMEMMAP the same of all sections.
   */
  private static long bySections(Kernel kernel) {
    Memory memory = kernel.memory();
    // With SPARSEMEM_EXTREME a pointer to an array of pointers, each to a page of sections.
    // vmcoreinfo's SYMBOL(mem_section) is that pointer's value, not its address.
    long roots =
        memory.u64(
            kernel
                .imageSymbols()
                .find("mem_section")
                .orElseThrow(
                    () -> new UnknownNameException(UnknownNameException.Kind.SYMBOL, "mem_section"))
                .address());
    Field map = kernel.field("mem_section", "section_mem_map");
    long size = kernel.struct("mem_section").size();
    long perRoot = kernel.pageTables().pageSize() / size;
    long count = kernel.vmcoreinfo().length("mem_section").orElse(MOST_ROOTS);
    for (long root = 0; root < Math.min(count, MOST_ROOTS); root++) {
      long sections = memory.u64(roots + 8 * root);
      for (long i = 0; sections != 0 && i < perRoot; i++) {
        long value = map.get(memory, sections + i * size);
        if ((value & PRESENT) != 0) {
          return value & ~FLAGS;
        }
      }
    }
    throw new UnknownNameException(UnknownNameException.Kind.SYMBOL, "vmemmap_base");
  }
}
