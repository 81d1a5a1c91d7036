package io.kwalk.linux.slab;

/**
 * The free list of a processor, before 7.0: objects of the slab that it allocates from.
 *
 * @param cpu the processor, -1 for none
 * @param first object on it, 0 for none
 */
record CpuFreeList(int cpu, long first) {
  /** Of a slab that no processor allocates from. */
  static final CpuFreeList NONE = new CpuFreeList(-1, 0);
}
