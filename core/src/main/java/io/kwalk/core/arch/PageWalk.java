package io.kwalk.core.arch;

import io.kwalk.core.memory.MemoryFault;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A page-table walk.
 *
 * @param steps one entry a level, from the top, as far as the walk came
 * @param mapped whether it ended at a page
 * @param physical the address it ended at, if mapped
 * @param pageSize bytes of the page, if mapped
 * @param fault the read that stopped it, if one did
 */
public record PageWalk(
    List<Step> steps, boolean mapped, long physical, long pageSize, @Nullable MemoryFault fault) {
  /**
   * One level.
   *
   * @param level "PGD", "P4D", "PUD", "PMD", "PTE"
   * @param entryAddress the entry's physical address
   * @param entry its value
   */
  public record Step(String level, long entryAddress, long entry) {}
}
