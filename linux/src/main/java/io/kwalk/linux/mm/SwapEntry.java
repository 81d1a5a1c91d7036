package io.kwalk.linux.mm;

import io.kwalk.core.arch.PageEntry;
import io.kwalk.core.memory.Memory;
import io.kwalk.core.memory.MemoryFault;
import io.kwalk.linux.Kernel;
import io.kwalk.linux.fs.FilePaths;
import java.util.Optional;

/**
 * Where a page is that was swapped out.
 *
 * @param type index into swap_info
 * @param offset in pages
 */
public record SwapEntry(int type, long offset) {
  /** MAX_SWAPFILES is 32 less some types for special entries. */
  private static final int MAX_TYPES = 32;

  public SwapEntry(PageEntry.Swap swap) {
    this(swap.type(), swap.offset());
  }

  /** The path of the swap file or device, if there is one of that type. */
  public Optional<String> file(Kernel kernel) {
    if (type >= MAX_TYPES) {
      return Optional.empty();
    }
    try {
      Memory memory = kernel.memory();
      long info = memory.u64(kernel.address("swap_info") + 8L * type);
      long file = info == 0 ? 0 : kernel.field("swap_info_struct", "swap_file").get(memory, info);
      return file == 0 ? Optional.empty() : Optional.of(FilePaths.of(kernel).ofFile(file));
    } catch (MemoryFault _) {
      return Optional.empty();
    }
  }
}
