package io.kwalk.linux.slab;

import io.kwalk.core.debuginfo.Field;
import io.kwalk.core.debuginfo.StructType;
import io.kwalk.core.memory.Memory;
import io.kwalk.core.memory.MemoryFault;
import io.kwalk.linux.Kernel;
import java.util.Optional;

/** Who allocated and who freed objects last, of caches that store it (SLAB_STORE_USER). */
public final class ObjectUsers {
  private static final int ALLOCATED = 0;
  private static final int FREED = 1;
  private static final int POINTER = 8;

  private final Kernel kernel;
  private final long size;
  private final Field caller;
  private final Field cpu;
  private final Field pid;
  private final Field when;

  private ObjectUsers(Kernel kernel) {
    this.kernel = kernel;
    StructType track = kernel.struct("track");
    size = track.size();
    caller = kernel.field("track", "addr");
    cpu = kernel.field("track", "cpu");
    pid = kernel.field("track", "pid");
    when = kernel.field("track", "when");
  }

  /**
   * Those of {@code kernel}.
   *
   * @throws io.kwalk.core.object.UnknownNameException if it was built without CONFIG_SLUB_DEBUG
   */
  public static ObjectUsers of(Kernel kernel) {
    return kernel.part(ObjectUsers.class, ObjectUsers::new);
  }

  /** Who allocated the object; empty if the cache does not say, or the dump lacks it. */
  public Optional<ObjectUser> allocation(SlabCache cache, long object) {
    return user(cache, object, ALLOCATED);
  }

  /** Who freed the object last; empty if nobody did yet. */
  public Optional<ObjectUser> release(SlabCache cache, long object) {
    return user(cache, object, FREED);
  }

  /** Behind the metadata, and behind the free pointer where that is not in the object. */
  private Optional<ObjectUser> user(SlabCache cache, long object, int which) {
    if (!cache.checks().storeUser()) {
      return Optional.empty();
    }
    long behind = cache.freePointer() >= cache.inUse() ? POINTER : 0;
    long track = object + cache.inUse() + behind + which * size;
    Memory memory = kernel.memory();
    try {
      long address = caller.get(memory, track);
      return address == 0
          ? Optional.empty()
          : Optional.of(
              new ObjectUser(
                  address,
                  (int) cpu.get(memory, track),
                  (int) pid.get(memory, track),
                  when.get(memory, track)));
    } catch (MemoryFault _) {
      return Optional.empty();
    }
  }
}
