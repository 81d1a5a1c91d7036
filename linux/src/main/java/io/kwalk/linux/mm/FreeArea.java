package io.kwalk.linux.mm;

/**
 * One list of free blocks of the buddy allocator.
 *
 * @param address of the list_head
 * @param order of each block: 2^order pages
 * @param migrateType index of the list
 * @param pages addresses of the blocks' first struct pages
 */
public record FreeArea(long address, int order, int migrateType, long[] pages) {
  /** Pages in all its blocks. */
  public long freePages() {
    return (long) pages.length << order;
  }
}
