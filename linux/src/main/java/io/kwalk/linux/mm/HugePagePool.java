package io.kwalk.linux.mm;

import io.kwalk.core.memory.Memory;
import io.kwalk.core.memory.MemoryFault;
import io.kwalk.linux.Kernel;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/**
 * A pool of huge pages: struct hstate.
 *
 * @param order of a huge page: 2^order pages
 * @param free huge pages that nobody has
 * @param total huge pages
 */
public record HugePagePool(long address, int order, long free, long total, String name) {
  /** HUGE_MAX_HSTATE is 2 on x86-64, 4 on arm64. */
  private static final int MAX_POOLS = 16;

  private static final int MAX_NAME = 32;

  /** All pools; none where the kernel has no hugetlbfs. */
  public static List<HugePagePool> of(Kernel kernel, List<String> troubles) {
    OptionalLong table = kernel.findAddress("hstates");
    OptionalLong counter = kernel.findAddress("hugetlb_max_hstate");
    List<HugePagePool> pools = new ArrayList<>();
    if (table.isEmpty() || counter.isEmpty()) {
      return pools;
    }
    Memory memory = kernel.memory();
    try {
      long size = kernel.struct("hstate").size();
      long count = Math.clamp((long) memory.s32(counter.getAsLong()), 0, MAX_POOLS);
      for (int i = 0; i < count; i++) {
        long pool = table.getAsLong() + i * size;
        pools.add(
            new HugePagePool(
                pool,
                (int) (kernel.field("hstate", "order").get(memory, pool) & 63),
                kernel.field("hstate", "free_huge_pages").get(memory, pool),
                kernel.field("hstate", "nr_huge_pages").get(memory, pool),
                memory.cString(kernel.field("hstate", "name").addressIn(pool), MAX_NAME)));
      }
    } catch (MemoryFault fault) {
      troubles.add(fault.getMessage());
    }
    return pools;
  }
}
