package io.kwalk.linux.slab;

/**
 * What is wrong with a slab: the first that was found, others may follow from it.
 *
 * @param cache name of the slab's cache
 * @param slab address of its struct slab
 * @param object address of the bad object, 0 where the struct slab itself is bad
 * @param what is wrong, in words
 */
public record SlabDamage(String cache, long slab, long object, String what) {
  /** All of it in a line. */
  public String message() {
    String place = cache + ": slab " + Long.toHexString(slab);
    return place + (object == 0 ? "" : ", object " + Long.toHexString(object)) + ": " + what;
  }
}
