package io.kwalk.linux.slab;

import java.util.Optional;

/**
 * One slab and its free objects.
 *
 * @param address of its struct slab (struct page before 5.17)
 * @param memory address of its first byte
 * @param node of its memory
 * @param objects that it has room for
 * @param inUse as the slab counts them: those on a processor's free list are among them
 * @param free addresses on the slab's own free list
 * @param cpuFree addresses on the free list of the processor that the slab belongs to
 * @param trouble where a free list is damaged, or why it could not be walked
 */
public record Slab(
    long address,
    long memory,
    int node,
    int objects,
    int inUse,
    long[] free,
    long[] cpuFree,
    Optional<String> trouble) {
  /** Objects that somebody has, sheaves aside. */
  public int allocated() {
    return Math.max(0, inUse - cpuFree.length);
  }

  /** Objects that nobody has. */
  public int freeCount() {
    return objects - allocated();
  }
}
