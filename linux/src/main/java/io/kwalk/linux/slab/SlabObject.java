package io.kwalk.linux.slab;

import java.util.Optional;

/**
 * Where in a slab an address is.
 *
 * @param slab address of its struct slab (struct page before 5.17)
 * @param object address of the object; of the slab's memory where the address is before the first
 *     or behind the last object
 * @param offset of the address in it
 * @param inside whether there is an object at all
 * @param free whether nobody has it; empty where free lists are damaged or missing
 */
public record SlabObject(
    SlabCache cache, long slab, long object, long offset, boolean inside, Optional<Boolean> free) {}
