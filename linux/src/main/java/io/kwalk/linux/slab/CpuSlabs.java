package io.kwalk.linux.slab;

import java.util.List;
import java.util.Optional;

/**
 * What one processor keeps of a cache: struct kmem_cache_cpu, before 7.0.
 *
 * @param address of the kmem_cache_cpu
 * @param slab that objects are taken from now
 * @param partial slabs that come next
 * @param troubles what could not be read
 */
public record CpuSlabs(
    int cpu, long address, Optional<Slab> slab, List<Slab> partial, List<String> troubles) {}
