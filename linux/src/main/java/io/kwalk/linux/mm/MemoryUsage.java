package io.kwalk.linux.mm;

import io.kwalk.core.debuginfo.Field;
import io.kwalk.core.memory.Memory;
import io.kwalk.core.memory.MemoryFault;
import io.kwalk.linux.Kernel;
import io.kwalk.linux.structures.ListHead;
import io.kwalk.linux.structures.ListWalk;
import java.util.List;
import java.util.OptionalLong;

/**
 * What memory is used for, in pages.
 *
 * @param total all that the page allocator has
 * @param buffers page cache of block devices
 * @param cached page cache of files, without buffers and swap cache
 * @param slab of all slab caches
 * @param huge in pools of huge pages
 * @param hugeFree of them free
 * @param commitLimit what may be promised when overcommitting is off
 * @param committed what was promised
 */
public record MemoryUsage(
    long total,
    long free,
    long buffers,
    long cached,
    long slab,
    long huge,
    long hugeFree,
    SwapUsage swap,
    long commitLimit,
    long committed) {
  /**
   * Reads all of it; what cannot be read is 0 and told in {@code troubles}.
   *
   * @throws io.kwalk.core.object.UnknownNameException where the kernel's variables are not known
   * @throws MemoryFault where not even the total can be read
   */
  public static MemoryUsage of(Kernel kernel, List<String> troubles) {
    return new Reading(kernel, troubles).usage();
  }

  /** The sums of one reading. */
  private record Reading(Kernel kernel, List<String> troubles) {
    /** MAX_SWAPFILES is 32 less some types, at least 22. */
    private static final int MAX_SWAP_FILES = 22;

    /** A space for each 64 MiB of an area: SWAP_ADDRESS_SPACE_SHIFT is 14. */
    private static final int MAX_SPACES = 1 << 20;

    MemoryUsage usage() {
      MemoryStatistics statistics = MemoryStatistics.of(kernel);
      long total = kernel.word("_totalram_pages");
      long free = 0;
      for (MemoryStatistics.Counter counter : statistics.zones()) {
        free += counter.name().equals("NR_FREE_PAGES") ? counter.value() : 0;
      }
      long buffers = buffers();
      long cached = statistics.node("NR_FILE_PAGES") - swapCache(statistics) - buffers;
      long slab =
          statistics.node("NR_SLAB_RECLAIMABLE_B") + statistics.node("NR_SLAB_UNRECLAIMABLE_B");
      long huge = 0;
      long hugeFree = 0;
      for (HugePagePool pool : HugePagePool.of(kernel, troubles)) {
        huge += pool.total() << pool.order();
        hugeFree += pool.free() << pool.order();
      }
      SwapUsage swap = SwapUsage.of(kernel, troubles);
      long limit = limit(total, huge) + swap.total();
      return new MemoryUsage(
          total, free, buffers, cached, slab, huge, hugeFree, swap, limit, committed());
    }

    /** NR_SWAPCACHE since 5.12 (b6038942480e), the pages of all swapper_spaces before. */
    private long swapCache(MemoryStatistics statistics) {
      OptionalLong spaces = kernel.findAddress("swapper_spaces");
      OptionalLong counts = kernel.findAddress("nr_swapper_spaces");
      boolean counted = kernel.imageTypes().enumerator("NR_SWAPCACHE").isPresent();
      if (counted || spaces.isEmpty() || counts.isEmpty()) {
        return statistics.node("NR_SWAPCACHE");
      }
      Memory memory = kernel.memory();
      Field pages = kernel.field("address_space", "nrpages");
      long size = kernel.struct("address_space").size();
      long sum = 0;
      try {
        for (int type = 0; type < MAX_SWAP_FILES; type++) {
          long space = memory.u64(spaces.getAsLong() + 8L * type);
          long count = memory.u32(counts.getAsLong() + 4L * type);
          for (int i = 0; space != 0 && i < Math.min(MAX_SPACES, count); i++) {
            sum += pages.get(memory, space + i * size);
          }
        }
      } catch (MemoryFault fault) {
        troubles.add(fault.getMessage());
      }
      return sum;
    }

    private long word(String symbol) {
      OptionalLong address = kernel.findAddress(symbol);
      try {
        return address.isEmpty() ? 0 : kernel.memory().u64(address.getAsLong());
      } catch (MemoryFault fault) {
        troubles.add(fault.getMessage());
        return 0;
      }
    }

    /** vm_commit_limit() of mm/util.c, without swap. */
    private long limit(long total, long huge) {
      long kilobytes = word("sysctl_overcommit_kbytes");
      if (kilobytes != 0) {
        return kilobytes / (kernel.pageTables().pageSize() / 1024);
      }
      return (total - huge) * (word("sysctl_overcommit_ratio") & 0xffff_ffffL) / 100;
    }

    private long committed() {
      OptionalLong counter = kernel.findAddress("vm_committed_as");
      try {
        return counter.isEmpty()
            ? 0
            : Math.max(
                0,
                kernel.field("percpu_counter", "count").get(kernel.memory(), counter.getAsLong()));
      } catch (MemoryFault fault) {
        troubles.add(fault.getMessage());
        return 0;
      }
    }

    /** The pages of all inodes of the file system of block devices. */
    private long buffers() {
      OptionalLong symbol = kernel.findAddress("blockdev_superblock");
      if (symbol.isEmpty()) {
        return 0;
      }
      Memory memory = kernel.memory();
      Field link = kernel.field("inode", "i_sb_list");
      Field mapping = kernel.field("inode", "i_mapping");
      Field count = kernel.field("address_space", "nrpages");
      long pages = 0;
      try {
        long block = memory.u64(symbol.getAsLong());
        ListWalk walk =
            ListHead.walk(memory, kernel.field("super_block", "s_inodes").addressIn(block));
        walk.trouble().ifPresent(troubles::add);
        for (long node : walk.nodes()) {
          long space = mapping.get(memory, node - link.offset());
          pages += space == 0 ? 0 : count.get(memory, space);
        }
      } catch (MemoryFault fault) {
        troubles.add(fault.getMessage());
      }
      return pages;
    }
  }
}
