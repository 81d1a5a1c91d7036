package io.kwalk.linux.mm;

import io.kwalk.core.debuginfo.Field;
import io.kwalk.core.memory.Memory;
import io.kwalk.core.memory.MemoryFault;
import io.kwalk.core.object.UnknownNameException;
import io.kwalk.linux.Kernel;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/** The sections of memory that are present (CONFIG_SPARSEMEM_EXTREME). */
public final class MemorySections {
  /** SECTION_MAP_MASK: the flags are below (include/linux/mmzone.h). */
  private static final long FLAGS = 0x3f;

  private static final long PRESENT = 1;
  private static final long MOST_ROOTS = 1 << 16;

  /** SECTION_SIZE_BITS of x86-64, and of arm64 with pages of 4 or 16 KiB. */
  private static final long DEFAULT_BITS = 27;

  private MemorySections() {}

  /**
   * All that are present, ascending.
   *
   * @param troubles takes what was left out
   * @throws UnknownNameException if this kernel has none
   */
  public static List<MemorySection> of(Kernel kernel, List<String> troubles) {
    Memory memory = kernel.memory();
    OptionalLong symbol =
        kernel.imageSymbols().find("mem_section").stream().mapToLong(s -> s.address()).findFirst();
    long roots =
        memory.u64(
            symbol.orElseThrow(
                () -> new UnknownNameException(UnknownNameException.Kind.SYMBOL, "mem_section")));
    Field map = kernel.field("mem_section", "section_mem_map");
    long size = kernel.struct("mem_section").size();
    long pageSize = kernel.pageTables().pageSize();
    long perRoot = pageSize / size;
    long bits = kernel.vmcoreinfo().number("SECTION_SIZE_BITS").orElse(DEFAULT_BITS);
    long pages = (1L << (bits & 63)) / pageSize;
    long pageStruct = kernel.struct("page").size();
    long count = kernel.vmcoreinfo().length("mem_section").orElse(MOST_ROOTS);
    List<MemorySection> all = new ArrayList<>();
    for (long root = 0; root < Math.min(count, MOST_ROOTS); root++) {
      try {
        long sections = memory.u64(roots + 8 * root);
        for (long i = 0; sections != 0 && i < perRoot; i++) {
          long address = sections + i * size;
          long value = map.get(memory, address);
          if ((value & PRESENT) != 0) {
            long number = root * perRoot + i;
            long first = number * pages;
            long coded = value & ~FLAGS;
            all.add(
                new MemorySection(
                    number,
                    address,
                    coded,
                    (int) (value & FLAGS),
                    first,
                    pages,
                    coded + first * pageStruct));
          }
        }
      } catch (MemoryFault fault) {
        troubles.add(fault.getMessage());
        if (kernel.vmcoreinfo().length("mem_section").isEmpty()) {
          break;
        }
      }
    }
    return all;
  }
}
