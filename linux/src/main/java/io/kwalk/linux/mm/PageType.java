package io.kwalk.linux.mm;

/** What the owner of a page declared it to be (include/linux/page-flags.h). */
public enum PageType {
  /** Nothing: memory of a process or a file, or what else the kernel has taken. */
  NONE,
  /** The first of a block of free pages. */
  BUDDY,
  OFFLINE,
  /** A page table of a process. */
  TABLE,
  GUARD,
  /** A huge page of hugetlbfs. */
  HUGETLB,
  SLAB,
  ZSMALLOC,
  UNACCEPTED,
  /** kmalloc() of more than two pages. */
  LARGE_KMALLOC
}
