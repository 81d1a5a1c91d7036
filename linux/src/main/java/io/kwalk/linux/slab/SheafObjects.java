package io.kwalk.linux.slab;

import io.kwalk.linux.structures.LongSet;

/** The objects that lie in sheaves, and what that makes of them. */
final class SheafObjects {
  static final SheafObjects NONE = new SheafObjects();

  private final LongSet free = new LongSet();
  private final LongSet waiting = new LongSet();

  /** Adds {@code object} of {@code sheaf}; whether it was in none yet. */
  boolean add(Sheaf sheaf, long object) {
    return sheaf.isFree()
        ? !waiting.contains(object) && free.add(object)
        : !free.contains(object) && waiting.add(object);
  }

  /** The state of {@code object}, which is {@code other} if it lies in no sheaf. */
  ObjectState state(long object, ObjectState other) {
    if (free.contains(object)) {
      return ObjectState.SHEAF_FREE;
    }
    return waiting.contains(object) ? ObjectState.RCU_FREE : other;
  }
}
