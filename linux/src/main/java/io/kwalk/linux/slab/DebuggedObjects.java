package io.kwalk.linux.slab;

import io.kwalk.core.memory.Memory;
import io.kwalk.core.memory.MemoryFault;
import java.util.Optional;

/**
 * The bytes that SLUB's debugging puts into and around objects (init_object() of mm/slub.c, values
 * of include/linux/poison.h).
 */
final class DebuggedObjects {
  private static final int SLUB_RED_INACTIVE = 0xbb;
  private static final int SLUB_RED_ACTIVE = 0xcc;
  private static final int POISON_FREE = 0x6b;
  private static final int POISON_END = 0xa5;

  private final Memory memory;

  DebuggedObjects(Memory memory) {
    this.memory = memory;
  }

  /** The slab, with the first object whose bytes are not what they must be as its damage. */
  Slab check(Slab slab) {
    if (slab.damage().isPresent() || !hasRoom(slab.cache())) {
      return slab;
    }
    try {
      for (int i = 0; i < slab.objects(); i++) {
        Optional<String> wrong = check(slab.cache(), slab.object(i), slab.state(i));
        if (wrong.isPresent()) {
          return slab.damaged(
              new SlabDamage(slab.cache().name(), slab.address(), slab.object(i), wrong.get()));
        }
      }
    } catch (MemoryFault fault) {
      return slab.missing(String.valueOf(fault.getMessage()));
    }
    return slab;
  }

  /** Whether the sizes of the cache can be: its objects are read whole. */
  private static boolean hasRoom(SlabCache cache) {
    return cache.inUse() + cache.leftPad() <= cache.size() && cache.objectSize() <= cache.inUse();
  }

  private Optional<String> check(SlabCache cache, long object, ObjectState state) {
    if (state == ObjectState.UNKNOWN) {
      return Optional.empty();
    }
    boolean free = state != ObjectState.ALLOCATED;
    int left = (int) cache.leftPad();
    byte[] bytes = memory.read(object - left, left + (int) cache.inUse());
    Optional<String> wrong = Optional.empty();
    if (cache.checks().redZone()) {
      int zone = free ? SLUB_RED_INACTIVE : SLUB_RED_ACTIVE;
      wrong = differs(bytes, 0, left, zone, left, "red zone");
      if (wrong.isEmpty()) {
        int end = left + (int) cache.objectSize();
        wrong = differs(bytes, end, bytes.length, zone, left, "red zone");
      }
    }
    return wrong.isEmpty() && free && cache.checks().poison() ? poison(cache, bytes, left) : wrong;
  }

  private static Optional<String> poison(SlabCache cache, byte[] bytes, int left) {
    int last = left + (int) cache.objectSize() - 1;
    Optional<String> wrong = differs(bytes, left, last, POISON_FREE, left, "poison");
    return wrong.isPresent() ? wrong : differs(bytes, last, last + 1, POISON_END, left, "poison");
  }

  private static Optional<String> differs(
      byte[] bytes, int from, int to, int wanted, int object, String what) {
    for (int i = from; i < to; i++) {
      if ((bytes[i] & 0xff) != wanted) {
        int offset = i - object;
        return Optional.of(
            what
                + " overwritten at offset "
                + offset
                + ": "
                + hex(bytes[i])
                + ", not "
                + hex(wanted));
      }
    }
    return Optional.empty();
  }

  private static String hex(int value) {
    return Integer.toHexString(value & 0xff | 0x100).substring(1);
  }
}
