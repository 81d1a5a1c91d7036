package io.kwalk.linux.slab;

/** Who has an object of a slab. */
public enum ObjectState {
  /** Its user. */
  ALLOCATED,
  /** It is on the slab's own free list. */
  FREE,
  /** It is on the free list of the processor that the slab belongs to, before 7.0. */
  CPU_FREE,
  /** It is in a sheaf, since 6.18. */
  SHEAF_FREE,
  /**
   * Given to kfree_rcu(), it lies in a sheaf until a grace period ends, since 6.18. Readers may
   * still use it: it counts as allocated, as it does where kfree_rcu() keeps it elsewhere.
   */
  RCU_FREE,
  /** It cannot be told, for a free list is damaged or not in the dump. */
  UNKNOWN;

  /** Whether somebody has it, or readers still may; where that is unknown it is not. */
  public boolean isAllocated() {
    return this == ALLOCATED || this == RCU_FREE;
  }
}
