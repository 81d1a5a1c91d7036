package io.kwalk.linux.slab;

import java.util.List;
import java.util.OptionalLong;

/**
 * Totals of a cache.
 *
 * @param allocated objects that somebody has; empty if it cannot be told
 * @param total objects that there is room for; empty if the kernel does not count them
 * @param slabs number of slabs; empty if the kernel does not count them
 * @param troubles what could not be read, or is damaged
 */
public record SlabUsage(
    OptionalLong allocated, OptionalLong total, OptionalLong slabs, List<String> troubles) {}
