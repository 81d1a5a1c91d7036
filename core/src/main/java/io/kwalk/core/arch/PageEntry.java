package io.kwalk.core.arch;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A last-level page table entry in words.
 *
 * @param value the entry
 * @param mapped whether it names a page, be it one that nobody may touch
 * @param physical the address bits
 * @param flags names of the bits that are set, lowest first
 * @param swap where the page is, if it was swapped out
 */
public record PageEntry(
    long value, boolean mapped, long physical, List<String> flags, @Nullable Swap swap) {
  /**
   * A place in swap.
   *
   * @param type index into swap_info
   * @param offset in pages
   */
  public record Swap(int type, long offset) {}

  /** Bit 0 on all architectures so far: the processor looks at the entry. */
  public boolean isValid() {
    return (value & 1) != 0;
  }
}
