package io.kwalk.linux.slab;

/**
 * A slab cache: struct kmem_cache.
 *
 * @param address of the kmem_cache
 * @param size bytes from one object to the next
 * @param objectSize bytes of an object that its user has
 * @param freePointer where in a free object the pointer to the next one is
 * @param random what free pointers are XORed with (CONFIG_SLAB_FREELIST_HARDENED), else 0
 * @param hardened whether free pointers are hidden
 * @param leftPad bytes before each object (SLAB_RED_ZONE)
 * @param order a slab has 2^order pages
 * @param inUse bytes of an object up to its metadata: what debugging keeps with it is behind
 * @param checks what debugging looks for in its objects
 */
public record SlabCache(
    long address,
    String name,
    long size,
    long objectSize,
    long freePointer,
    long random,
    boolean hardened,
    long leftPad,
    int order,
    long inUse,
    SlabChecks checks) {}
