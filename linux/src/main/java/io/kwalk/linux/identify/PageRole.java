package io.kwalk.linux.identify;

/** What a physical page is used for, as far as its struct page says. */
public sealed interface PageRole {
  /** In a free block of the buddy allocator of 2^order pages. */
  record Free(int order) implements PageRole {}

  /**
   * Memory of processes without a file.
   *
   * @param anonVma address of the struct anon_vma, or of what KSM has in its place
   * @param shared whether KSM shares it
   * @param index place in the mapping, in pages
   */
  record Anonymous(long anonVma, boolean shared, long index, boolean swapCache)
      implements PageRole {}

  /**
   * A page of a file.
   *
   * @param mapping address of the address_space
   * @param inode 0 where there is none
   * @param file the path within its file system; empty if it has no name
   * @param index place in the file, in pages
   */
  record FileCache(long mapping, long inode, String file, long index) implements PageRole {}

  /** A page table. */
  record Table() implements PageRole {}

  /** Part of a huge page of hugetlbfs. */
  record Huge() implements PageRole {}

  /** Part of a slab. */
  record Slab() implements PageRole {}

  /** Part of a pool of compressed pages (zsmalloc). */
  record Compressed() implements PageRole {}

  /** Given to nobody: the firmware's, the kernel's image, memory of the boot allocator. */
  record Reserved() implements PageRole {}

  /** Taken out of use (balloon, hot plug), or a guard. */
  record Offline() implements PageRole {}

  /** Taken by the kernel for itself, by whom its struct page does not say. */
  record Allocated() implements PageRole {}

  /** Free for a processor, or being freed: no references. */
  record Unused() implements PageRole {}

  /** A struct page that is not in the dump. */
  record Unknown(String why) implements PageRole {}
}
