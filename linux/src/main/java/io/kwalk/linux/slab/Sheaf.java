package io.kwalk.linux.slab;

/**
 * An array of objects (struct slab_sheaf, since 6.18): for the slabs they are allocated. All are
 * free but those of a processor's rcu_free, which kfree_rcu() fills.
 *
 * @param place "main", "spare" or "rcu_free" of a processor, "barn" of a node
 * @param owner the processor, or the node
 * @param address of the slab_sheaf
 * @param objects addresses in it
 */
public record Sheaf(String place, int owner, long address, long[] objects) {
  /** Whether its objects can be allocated anew; the others wait for a grace period of RCU. */
  public boolean isFree() {
    return !place.equals("rcu_free");
  }

  /** What its objects are. */
  public ObjectState state() {
    return isFree() ? ObjectState.SHEAF_FREE : ObjectState.RCU_FREE;
  }
}
