package io.kwalk.linux.mm;

import io.kwalk.core.debuginfo.Field;
import io.kwalk.core.memory.Memory;
import io.kwalk.core.memory.MemoryFault;
import io.kwalk.linux.Kernel;
import java.util.List;
import java.util.OptionalLong;

/**
 * Totals of all swap areas, in pages.
 *
 * @param total pages that can be used
 * @param used of them
 */
public record SwapUsage(long total, long used) {
  private static final int MAX_AREAS = 32;

  /** SWP_USED and SWP_WRITEOK of include/linux/swap.h. */
  private static final long IN_USE = 1;

  private static final long WRITABLE = 2;

  /** SWAP_USAGE_OFFLIST_BIT of mm/swapfile.c, since 6.13. */
  private static final long OFF_LIST = 1L << 30;

  /** Reads swap_info[]; nothing where the kernel has no swapping. */
  public static SwapUsage of(Kernel kernel, List<String> troubles) {
    OptionalLong table = kernel.findAddress("swap_info");
    OptionalLong counter = kernel.findAddress("nr_swapfiles");
    long total = 0;
    long used = 0;
    if (table.isPresent() && counter.isPresent()) {
      Memory memory = kernel.memory();
      Field pages = kernel.field("swap_info_struct", "pages");
      Field inUse = kernel.field("swap_info_struct", "inuse_pages.counter", "inuse_pages");
      Field flags = kernel.field("swap_info_struct", "flags");
      boolean marked = kernel.findField("swap_info_struct", "inuse_pages.counter").isPresent();
      try {
        int count = Math.clamp(memory.u32(counter.getAsLong()), 0, MAX_AREAS);
        for (int i = 0; i < count; i++) {
          long area = memory.u64(table.getAsLong() + 8L * i);
          long wanted = IN_USE | WRITABLE;
          if (area != 0 && (flags.get(memory, area) & wanted) == wanted) {
            total += pages.get(memory, area);
            used += inUse.get(memory, area) & (marked ? ~OFF_LIST : -1L);
          }
        }
      } catch (MemoryFault fault) {
        troubles.add(fault.getMessage());
      }
    }
    return new SwapUsage(total, used);
  }
}
