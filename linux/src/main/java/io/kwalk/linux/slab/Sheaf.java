package io.kwalk.linux.slab;

/**
 * An array of free objects (struct slab_sheaf, since 6.18): for the slabs they are allocated.
 *
 * @param place "main", "spare" or "rcu_free" of a processor, "barn" of a node
 * @param owner the processor, or the node
 * @param address of the slab_sheaf
 * @param objects addresses in it
 */
public record Sheaf(String place, int owner, long address, long[] objects) {}
