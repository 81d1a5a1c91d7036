package io.kwalk.linux.slab;

import io.kwalk.core.debuginfo.Field;
import io.kwalk.core.memory.Memory;
import io.kwalk.core.memory.MemoryFault;
import io.kwalk.linux.Kernel;
import io.kwalk.linux.structures.ListHead;
import io.kwalk.linux.structures.ListWalk;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** All slab caches, in the order of the list slab_caches: the newest first. */
public final class SlabCaches {
  private static final int MAX_NAME = 128;

  /** OO_SHIFT of mm/slub.c: the order is above, objects a slab are below. */
  private static final int ORDER_SHIFT = 16;

  /** MAX_PAGE_ORDER is 10, a few configurations have more. */
  private static final int MAX_ORDER = 20;

  private final Kernel kernel;
  private final Field list;
  private final Field name;
  private final Field size;
  private final Field objectSize;
  private final Field offset;
  private final Field order;
  private final Optional<Field> random;
  private final Optional<Field> leftPad;
  private final Field inUse;
  private final Field flags;
  private final SlabFlags bits;

  private SlabCaches(Kernel kernel) {
    this.kernel = kernel;
    list = kernel.field("kmem_cache", "list");
    name = kernel.field("kmem_cache", "name");
    size = kernel.field("kmem_cache", "size");
    objectSize = kernel.field("kmem_cache", "object_size");
    offset = kernel.field("kmem_cache", "offset");
    order = kernel.field("kmem_cache", "oo.x");
    random = kernel.findField("kmem_cache", "random");
    leftPad = kernel.findField("kmem_cache", "red_left_pad");
    inUse = kernel.field("kmem_cache", "inuse");
    flags = kernel.field("kmem_cache", "flags");
    bits = new SlabFlags(kernel.imageTypes());
  }

  /**
   * Those of {@code kernel}.
   *
   * @throws io.kwalk.core.object.UnknownNameException if it has no SLUB allocator
   */
  public static SlabCaches of(Kernel kernel) {
    return kernel.part(SlabCaches.class, SlabCaches::new);
  }

  /**
   * Every cache that can be read.
   *
   * @param troubles takes what was left out
   */
  public List<SlabCache> all(List<String> troubles) {
    ListWalk walk = ListHead.walk(kernel.memory(), kernel.address("slab_caches"));
    walk.trouble().ifPresent(troubles::add);
    List<SlabCache> caches = new ArrayList<>(walk.nodes().length);
    for (long node : walk.nodes()) {
      try {
        caches.add(at(node - list.offset()));
      } catch (MemoryFault fault) {
        troubles.add(fault.getMessage());
      }
    }
    return caches;
  }

  /**
   * The cache whose struct kmem_cache is at {@code address}.
   *
   * @throws MemoryFault if it cannot be read
   */
  public SlabCache at(long address) {
    Memory memory = kernel.memory();
    return new SlabCache(
        address,
        memory.cString(name.get(memory, address), MAX_NAME),
        size.get(memory, address),
        objectSize.get(memory, address),
        offset.get(memory, address),
        random.isPresent() ? random.get().get(memory, address) : 0,
        random.isPresent(),
        leftPad.isPresent() ? leftPad.get().get(memory, address) : 0,
        (int) Math.min(MAX_ORDER, order.get(memory, address) >>> ORDER_SHIFT),
        inUse.get(memory, address),
        bits.checks(flags.get(memory, address)));
  }
}
