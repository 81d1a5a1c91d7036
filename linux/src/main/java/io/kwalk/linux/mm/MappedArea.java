package io.kwalk.linux.mm;

/**
 * An area of the kernel's mapped memory: struct vmap_area.
 *
 * @param address of the vmap_area
 * @param vmStruct address of its vm_struct, 0 if it has none
 * @param start first address
 * @param end address behind it, guard page included
 */
public record MappedArea(long address, long vmStruct, long start, long end) {
  public long size() {
    return end - start;
  }

  public boolean contains(long at) {
    return Long.compareUnsigned(at, start) >= 0 && Long.compareUnsigned(at, end) < 0;
  }
}
