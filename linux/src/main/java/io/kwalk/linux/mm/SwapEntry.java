package io.kwalk.linux.mm;

import io.kwalk.core.memory.Memory;
import io.kwalk.core.memory.MemoryFault;
import io.kwalk.linux.Kernel;
import io.kwalk.linux.fs.FilePaths;
import java.util.Optional;

/**
 * What an x86-64 page table entry of a page in swap says (arch/x86/include/asm/pgtable_64.h since
 * 4.18: the type in bits 59 to 63, the offset inverted in bits 9 to 58).
 *
 * @param type index into swap_info
 * @param offset in pages
 */
public record SwapEntry(int type, long offset) {
  /** MAX_SWAPFILES is 32 less some types for special entries. */
  private static final int MAX_TYPES = 32;

  private static final int TYPE_BITS = 5;
  private static final int OFFSET_SHIFT = 9;

  public static SwapEntry of(long entry) {
    return new SwapEntry(
        (int) (entry >>> 64 - TYPE_BITS), ~entry << TYPE_BITS >>> TYPE_BITS + OFFSET_SHIFT);
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
