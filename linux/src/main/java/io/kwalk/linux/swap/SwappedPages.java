package io.kwalk.linux.swap;

import io.kwalk.core.memory.Memory;
import io.kwalk.core.memory.MemoryFault;
import io.kwalk.core.object.UnknownNameException;
import io.kwalk.linux.Kernel;
import io.kwalk.linux.mm.SwapEntry;
import java.util.Optional;

/** Pages that were swapped out, as far as they are in memory all the same. */
public final class SwappedPages {
  /** MAX_SWAPFILES is 32 less some types for special entries. */
  private static final int MAX_TYPES = 32;

  private SwappedPages() {}

  /**
   * The page of a swap entry: out of zswap, else of the zram device that it was swapped to. Empty
   * where it is on a disk. Some dozen reads, and a page decompressed.
   */
  public static Optional<SwappedPage> find(Kernel kernel, SwapEntry entry) {
    if (entry.type() >= MAX_TYPES || kernel.findAddress("swap_info").isEmpty()) {
      return Optional.empty();
    }
    try {
      Optional<SwappedPage> cached = Zswap.of(kernel).find(entry);
      return cached.isPresent() ? cached : inZram(kernel, entry);
    } catch (MemoryFault | UnknownNameException problem) {
      return Optional.of(
          SwappedPage.lost("swap", "unknown", 0, String.valueOf(problem.getMessage())));
    }
  }

  private static Optional<SwappedPage> inZram(Kernel kernel, SwapEntry entry) {
    Memory memory = kernel.memory();
    long info = memory.u64(kernel.address("swap_info") + 8L * entry.type());
    long device = info == 0 ? 0 : kernel.field("swap_info_struct", "bdev").get(memory, info);
    Optional<ZramDevice> zram = device == 0 ? Optional.empty() : ZramDevice.of(kernel, device);
    return zram.map(found -> found.page(entry.offset()));
  }
}
