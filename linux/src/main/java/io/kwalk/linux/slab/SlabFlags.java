package io.kwalk.linux.slab;

import io.kwalk.core.debuginfo.Types;
import java.util.OptionalLong;

/**
 * The bits of kmem_cache.flags (include/linux/slab.h): enumerators since 6.9 (cc61eb851461), macros
 * before, which types do not know.
 */
final class SlabFlags {
  private static final long SLAB_RED_ZONE = 0x400;
  private static final long SLAB_POISON = 0x800;
  private static final long SLAB_STORE_USER = 0x10000;

  /** Clear where an object of the cache has a constructor or is freed by RCU: then no poison. */
  private static final long OBJECT_POISON = 0x8000_0000L;

  private final long redZone;
  private final long poison;
  private final long objectPoison;
  private final long storeUser;

  SlabFlags(Types types) {
    redZone = bit(types, "_SLAB_RED_ZONE", SLAB_RED_ZONE);
    poison = bit(types, "_SLAB_POISON", SLAB_POISON);
    objectPoison = bit(types, "_SLAB_OBJECT_POISON", OBJECT_POISON);
    storeUser = bit(types, "_SLAB_STORE_USER", SLAB_STORE_USER);
  }

  private static long bit(Types types, String name, long before) {
    OptionalLong number = types.enumerator(name);
    return number.isPresent() ? 1L << number.getAsLong() : before;
  }

  SlabChecks checks(long flags) {
    boolean poisoned = (flags & poison) != 0 && (flags & objectPoison) != 0;
    return new SlabChecks((flags & redZone) != 0, poisoned, (flags & storeUser) != 0);
  }
}
