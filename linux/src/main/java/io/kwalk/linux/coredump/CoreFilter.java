package io.kwalk.linux.coredump;

import io.kwalk.core.memory.MemoryFault;
import io.kwalk.linux.Kernel;
import io.kwalk.linux.fs.FilePaths;
import io.kwalk.linux.fs.InodeFields;
import io.kwalk.linux.mm.Mappings.Mapping;

/**
 * Which mappings a core file holds: bits as in /proc/PID/coredump_filter (core(5); vma_dump_size in
 * fs/coredump.c).
 *
 * @param bits 0 private anonymous, 1 shared anonymous, 2 private of files, 3 shared of files, 4 the
 *     first page of ELF files, 5 private huge, 6 shared huge, 7 private DAX, 8 shared DAX
 * @param all whether it is everything but device memory, whatever madvise(MADV_DONTDUMP) said
 */
public record CoreFilter(long bits, boolean all) {
  /** All that a process has in memory. */
  public static final CoreFilter EVERYTHING = new CoreFilter(0x1ff, true);

  private static final long ANON_PRIVATE = 1;
  private static final long ANON_SHARED = 1 << 1;
  private static final long MAPPED_PRIVATE = 1 << 2;
  private static final long MAPPED_SHARED = 1 << 3;
  private static final long ELF_HEADERS = 1 << 4;
  private static final long HUGETLB_PRIVATE = 1 << 5;
  private static final long HUGETLB_SHARED = 1 << 6;

  // include/linux/mm.h
  private static final long VM_SHARED = 0x8;
  private static final long VM_PFNMAP = 0x400;
  private static final long VM_IO = 0x4000;
  private static final long VM_HUGETLB = 0x40_0000;
  private static final long VM_DONTDUMP = 0x400_0000;

  /** How much of a mapping is wanted. */
  enum Part {
    NOTHING,
    FIRST_PAGE,
    WHOLE
  }

  /** The filter with these bits, by the kernel's rules. */
  public static CoreFilter of(long bits) {
    return new CoreFilter(bits, false);
  }

  Part part(Kernel kernel, Mapping mapping) {
    long flags = mapping.flags();
    if ((flags & (VM_IO | VM_PFNMAP)) != 0) {
      return Part.NOTHING;
    }
    if (all) {
      return Part.WHOLE;
    }
    if ((flags & VM_DONTDUMP) != 0) {
      return Part.NOTHING;
    }
    boolean shared = (flags & VM_SHARED) != 0;
    if ((flags & VM_HUGETLB) != 0) {
      return whole(shared ? HUGETLB_SHARED : HUGETLB_PRIVATE);
    }
    if (shared) {
      return whole(isNameless(kernel, mapping) ? ANON_SHARED : MAPPED_SHARED);
    }
    if ((bits & ANON_PRIVATE) != 0 && hasOwnPages(kernel, mapping)) {
      return Part.WHOLE;
    }
    if (mapping.backing() == 0) {
      return Part.NOTHING;
    }
    if ((bits & MAPPED_PRIVATE) != 0) {
      return Part.WHOLE;
    }
    boolean header = (bits & ELF_HEADERS) != 0 && mapping.offset() == 0;
    return header ? Part.FIRST_PAGE : Part.NOTHING;
  }

  private Part whole(long bit) {
    return (bits & bit) != 0 ? Part.WHOLE : Part.NOTHING;
  }

  /** Pages that the process wrote to have an anon_vma. */
  private static boolean hasOwnPages(Kernel kernel, Mapping mapping) {
    try {
      return kernel.field("vm_area_struct", "anon_vma").get(kernel.memory(), mapping.address())
          != 0;
    } catch (MemoryFault _) {
      return true;
    }
  }

  /** Shared memory without a name in any directory: i_nlink is 0. */
  private static boolean isNameless(Kernel kernel, Mapping mapping) {
    try {
      long inode = InodeFields.of(kernel).inode(FilePaths.of(kernel).dentry(mapping.backing()));
      return kernel.field("inode", "i_nlink").get(kernel.memory(), inode) == 0;
    } catch (MemoryFault _) {
      return false;
    }
  }
}
