package io.kwalk.linux.slab;

import java.util.List;
import java.util.Optional;

/**
 * What a memory node keeps of a cache: struct kmem_cache_node.
 *
 * @param address of the kmem_cache_node
 * @param slabs all there are (nr_slabs, with CONFIG_SLUB_DEBUG), -1 if not counted
 * @param objects room in all slabs (total_objects), -1 if not counted
 * @param partial slabs with both free and allocated objects that no processor has
 * @param full slabs without a free object, where the cache stores users: else they are on no list
 * @param troubles what could not be read
 */
public record NodeSlabs(
    long address,
    int node,
    long slabs,
    long objects,
    List<Slab> partial,
    Optional<List<Slab>> full,
    List<String> troubles) {}
