package io.kwalk.linux.mm;

import java.util.List;

/**
 * A zone of memory: struct zone.
 *
 * @param address of the struct zone
 * @param node it belongs to
 * @param index in the node's zones
 * @param startPage number of its first page
 * @param spannedPages with holes
 * @param presentPages without holes
 * @param managedPages that the page allocator has
 * @param watermarks min, low, high, and what else the kernel has, without boost
 * @param statistics vm_stat, by enum zone_stat_item
 */
public record MemoryZone(
    long address,
    int node,
    int index,
    String name,
    long startPage,
    long spannedPages,
    long presentPages,
    long managedPages,
    List<Long> watermarks,
    List<Long> statistics) {
  public boolean isPopulated() {
    return presentPages != 0;
  }
}
