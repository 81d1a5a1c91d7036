package io.kwalk.linux.mm;

/** What a physical page is used for. */
public enum PageKind {
  /** In the buddy allocator, or on a processor's list of free pages. */
  FREE,
  SLAB,
  /** kmalloc() of more than two pages: told by kernels after 6.12, which have a type for it. */
  LARGE_KMALLOC,
  /** Of processes: no file. */
  ANONYMOUS,
  /** The same page of several processes (CONFIG_KSM). */
  KSM,
  /** The page cache, shared memory included. */
  FILE,
  /** Taken by a driver that can move it: a balloon, compressed swap. */
  MOVABLE,
  PAGE_TABLE,
  /** In a pool of hugetlbfs, or of it. */
  HUGE,
  PER_CPU,
  /** Of vmalloc(), stacks of tasks and code of modules included. */
  VMALLOC,
  /** Not the allocator's: the kernel's image, what was taken at boot, firmware, holes. */
  RESERVED,
  OFFLINE,
  GUARD,
  ZSMALLOC,
  UNACCEPTED,
  /** Taken by the kernel; by whom is not written down. */
  KERNEL,
  /**
   * Not counted, and on no free list: the later pages of a block that was taken without making it a
   * compound page, or about to be freed.
   */
  UNUSED
}
