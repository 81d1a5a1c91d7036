package io.kwalk.linux.slab;

/**
 * What SLUB's debugging keeps with the objects of a cache (slab_debug= on the kernel's command
 * line).
 *
 * @param redZone bytes around each object that say whether it is allocated (SLAB_RED_ZONE)
 * @param poison a pattern in free objects (SLAB_POISON)
 * @param storeUser who allocated and who freed each object last (SLAB_STORE_USER)
 */
public record SlabChecks(boolean redZone, boolean poison, boolean storeUser) {
  /** Whether there are bytes to look at. */
  boolean any() {
    return redZone || poison;
  }
}
