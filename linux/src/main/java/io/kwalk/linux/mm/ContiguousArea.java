package io.kwalk.linux.mm;

import io.kwalk.core.debuginfo.ArrayType;
import io.kwalk.core.debuginfo.Field;
import io.kwalk.core.memory.ByteArrays;
import io.kwalk.core.memory.Memory;
import io.kwalk.core.memory.MemoryFault;
import io.kwalk.linux.Kernel;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A range of an area for large contiguous allocations (CONFIG_CMA, mm/cma.h).
 *
 * @param address of the struct cma
 * @param startPage number of its first page
 * @param pages in it
 * @param usedPages of them allocated, by its bitmap
 */
public record ContiguousArea(
    long address, String name, long startPage, long pages, long usedPages) {
  /** MAX_CMA_AREAS is 64 at most by CONFIG_CMA_AREAS' range of 1000. */
  private static final int MAX_AREAS = 1024;

  private static final int MAX_NAME = 64;
  private static final int MAX_RANGES = 64;

  /** A page of bitmap at once. */
  private static final int PART = 4096;

  /** All areas; none where the kernel has no CMA. */
  public static List<ContiguousArea> of(Kernel kernel, List<String> troubles) {
    OptionalLong table = kernel.findAddress("cma_areas");
    OptionalLong counter = kernel.findAddress("cma_area_count");
    List<ContiguousArea> areas = new ArrayList<>();
    if (table.isEmpty() || counter.isEmpty()) {
      return areas;
    }
    try {
      long count = Math.min(MAX_AREAS, kernel.memory().u32(counter.getAsLong()));
      long size = kernel.struct("cma").size();
      for (int i = 0; i < count; i++) {
        read(kernel, table.getAsLong() + i * size, areas);
      }
    } catch (MemoryFault fault) {
      troubles.add(fault.getMessage());
    }
    return areas;
  }

  private static void read(Kernel kernel, long cma, List<ContiguousArea> into) {
    Memory memory = kernel.memory();
    String name = name(kernel, cma);
    long power = kernel.field("cma", "order_per_bit").get(memory, cma) & 63;
    // Ranges since 6.15 (c009da4258f9), one in struct cma itself before.
    Optional<Field> ranges = kernel.findField("cma", "ranges");
    if (ranges.isEmpty()) {
      into.add(range(kernel, "cma", cma, cma, name, power));
      return;
    }
    long room = ranges.get().type().strip() instanceof ArrayType type ? type.count() : 1;
    long count = Math.min(room, kernel.field("cma", "nranges").get(memory, cma));
    long size = kernel.struct("cma_memrange").size();
    for (int i = 0; i < Math.clamp(count, 0, MAX_RANGES); i++) {
      long range = ranges.get().addressIn(cma) + i * size;
      into.add(range(kernel, "cma_memrange", range, cma, name, power));
    }
  }

  private static ContiguousArea range(
      Kernel kernel, String struct, long at, long cma, String name, long power) {
    Memory memory = kernel.memory();
    long pages = kernel.field(struct, "count").get(memory, at);
    long bitmap = kernel.field(struct, "bitmap").get(memory, at);
    long start = kernel.field(struct, "base_pfn").get(memory, at);
    return new ContiguousArea(
        cma, name, start, pages, used(memory, bitmap, pages >>> power) << power);
  }

  private static long used(Memory memory, long bitmap, long bits) {
    byte[] bytes = new byte[PART];
    long set = 0;
    for (long done = 0; bitmap != 0 && done < (bits + 63) / 64 * 8; done += PART) {
      int some = (int) Math.min(PART, (bits + 63) / 64 * 8 - done);
      memory.read(bitmap + done, bytes, 0, some);
      for (int i = 0; i < some; i += 8) {
        set += Long.bitCount(ByteArrays.u64(bytes, i, memory.byteOrder()));
      }
    }
    return set;
  }

  /** An array in struct cma since 5.9 (18e98e56f440), a pointer before. */
  private static String name(Kernel kernel, long cma) {
    Field name = kernel.field("cma", "name");
    boolean array = name.type().strip() instanceof ArrayType;
    long text = array ? name.addressIn(cma) : name.get(kernel.memory(), cma);
    return kernel.memory().cString(text, MAX_NAME);
  }
}
