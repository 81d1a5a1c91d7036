package io.kwalk.linux.slab;

import io.kwalk.core.memory.Memory;
import io.kwalk.core.memory.MemoryFault;
import java.util.Optional;

/**
 * Chains of free objects of one slab, each holding the next one's address: marks the objects on
 * them, and stops at the first that is not right.
 */
final class FreeListWalk {
  private final Memory memory;
  private final SlabCache cache;
  private final long slab;
  private final long first;
  private final byte[] states;
  private Optional<SlabDamage> damage = Optional.empty();
  private Optional<String> missing = Optional.empty();

  /**
   * @param slab address of the struct slab
   * @param start address of the slab's first byte
   * @param states of each object, to be marked
   */
  FreeListWalk(Memory memory, SlabCache cache, long slab, long start, byte[] states) {
    this.memory = memory;
    this.cache = cache;
    this.slab = slab;
    this.first = start + cache.leftPad();
    this.states = states;
  }

  Optional<SlabDamage> damage() {
    return damage;
  }

  Optional<String> missing() {
    return missing;
  }

  boolean isWhole() {
    return damage.isEmpty() && missing.isEmpty();
  }

  void damaged(long object, String what) {
    if (damage.isEmpty()) {
      damage = Optional.of(new SlabDamage(cache.name(), slab, object, what));
    }
  }

  /**
   * Marks the objects from {@code head} on.
   *
   * @return how many there are, as far as the chain can be followed
   */
  int mark(long head, ObjectState state) {
    int count = 0;
    long previous = 0;
    long at = head;
    while (at != 0) {
      int index = indexOf(at);
      if (index < 0) {
        damaged(
            previous, pointer(previous) + " leads to " + Long.toHexString(at) + notAnObject(at));
        return count;
      }
      if (states[index] != ObjectState.ALLOCATED.ordinal()) {
        String again = states[index] == state.ordinal() ? "again" : "of another free list";
        damaged(
            previous, pointer(previous) + " leads to object " + Long.toHexString(at) + " " + again);
        return count;
      }
      states[index] = (byte) state.ordinal();
      count++;
      previous = at;
      try {
        at = next(at);
      } catch (MemoryFault fault) {
        missing = Optional.of(String.valueOf(fault.getMessage()));
        return count;
      }
    }
    return count;
  }

  private static String pointer(long object) {
    return object == 0 ? "the head of the free list" : "its free pointer";
  }

  private String notAnObject(long at) {
    long offset = at - first;
    boolean inside = offset >= 0 && offset < cache.size() * states.length;
    return inside ? ", which is not the start of an object" : ", which is outside of the slab";
  }

  private int indexOf(long at) {
    long offset = at - first;
    if (cache.size() <= 0 || Long.compareUnsigned(offset, cache.size() * states.length) >= 0) {
      return -1;
    }
    long index = offset / cache.size();
    return index * cache.size() == offset ? (int) index : -1;
  }

  /** With CONFIG_SLAB_FREELIST_HARDENED hidden by a secret and its own, byte-swapped address. */
  private long next(long object) {
    long place = object + cache.freePointer();
    long value = memory.u64(place);
    return cache.hardened() ? value ^ cache.random() ^ Long.reverseBytes(place) : value;
  }

  /** After a walk that ended early: what was not marked may be free as well. */
  void forgetTheRest() {
    for (int i = 0; i < states.length; i++) {
      if (states[i] == ObjectState.ALLOCATED.ordinal()) {
        states[i] = (byte) ObjectState.UNKNOWN.ordinal();
      }
    }
  }
}
