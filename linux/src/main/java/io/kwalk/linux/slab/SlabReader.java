package io.kwalk.linux.slab;

import io.kwalk.core.debuginfo.ArrayType;
import io.kwalk.core.debuginfo.Field;
import io.kwalk.core.memory.Memory;
import io.kwalk.linux.Kernel;
import io.kwalk.linux.mm.PageStructs;
import java.nio.ByteOrder;
import java.util.Optional;

/** Reads a slab and its free lists. struct slab since 5.17 (d122019bf061), struct page before. */
final class SlabReader {
  /** Objects a slab: the counter has 15 bits. */
  private static final int MAX_OBJECTS = 1 << 15;

  /** No slab is larger: MAX_PAGE_ORDER is 10. */
  private static final long MAX_BYTES = 4 << 20;

  private final Kernel kernel;
  private final PageStructs pages;
  private final ByteOrder order;
  private final int size;
  private final Field flags;
  private final Field freeList;
  private final Field inUse;
  private final Field objects;
  private final Field cache;
  private final int nodeBits;

  SlabReader(Kernel kernel) {
    this.kernel = kernel;
    order = kernel.memory().byteOrder();
    pages = PageStructs.of(kernel);
    size = (int) pages.structSize();
    String struct = kernel.findField("slab", "slab_cache").isPresent() ? "slab" : "page";
    flags = kernel.field("page", "flags.f", "flags");
    freeList = kernel.field(struct, "freelist");
    inUse = kernel.field(struct, "inuse");
    objects = kernel.field(struct, "objects");
    cache = kernel.field(struct, "slab_cache");
    nodeBits = nodeBits(kernel);
  }

  /** NODES_SHIFT: kmem_cache has a pointer for each of MAX_NUMNODES. */
  private static int nodeBits(Kernel kernel) {
    Optional<Field> nodes = kernel.findField("kmem_cache", "node", "per_node");
    boolean array = nodes.isPresent() && nodes.get().type().strip() instanceof ArrayType;
    long count =
        array && nodes.orElseThrow().type().strip() instanceof ArrayType type ? type.count() : 1;
    return 64 - Long.numberOfLeadingZeros(Math.max(1, count) - 1);
  }

  /** The cache that the slab at {@code address} says it belongs to. */
  long cacheOf(long address) {
    return cache.get(kernel.memory(), address);
  }

  /** The cache that the slab whose struct begins at {@code at} says it belongs to. */
  long cacheOf(byte[] bytes, int at) {
    return cache.get(bytes, at, order);
  }

  /** Free objects by the counters of the slab at {@code address}: two reads. */
  int free(long address) {
    Memory memory = kernel.memory();
    return (int) (objects.get(memory, address) - inUse.get(memory, address));
  }

  /** The slab at {@code address}; {@code list} is that of the processor that has it. */
  Slab read(SlabCache owner, long address, CpuFreeList list) {
    return read(owner, address, list, SheafObjects.NONE);
  }

  /** The same with the objects told that are in sheaves. */
  Slab read(SlabCache owner, long address, CpuFreeList list, SheafObjects kept) {
    return read(owner, address, kernel.memory().read(address, size), 0, list, kept);
  }

  /**
   * The slab whose struct's bytes begin at {@code at}.
   *
   * @param kept objects in sheaves
   */
  Slab read(
      SlabCache owner, long address, byte[] bytes, int at, CpuFreeList list, SheafObjects kept) {
    long start = pages.memoryOf(address);
    int used = (int) inUse.get(bytes, at, order);
    int room = (int) Math.min(MAX_OBJECTS, objects.get(bytes, at, order));
    boolean possible = room > 0 && used <= room && owner.size() * room <= MAX_BYTES;
    byte[] states = new byte[possible ? room : 0];
    FreeListWalk walk = new FreeListWalk(kernel.memory(), owner, address, start, states);
    if (possible) {
      walkLists(walk, freeList.get(bytes, at, order), room - used, list);
      keep(walk, owner, start, states, kept);
    } else {
      walk.damaged(0, used + " of " + room + " objects in use, of " + owner.size() + " bytes each");
    }
    int node = nodeBits == 0 ? 0 : (int) (flags.get(bytes, at, order) >>> (64 - nodeBits));
    return new Slab(
        owner, address, start, node, used, list.cpu(), states, walk.damage(), walk.missing());
  }

  private static void walkLists(FreeListWalk walk, long own, int expected, CpuFreeList list) {
    walk.mark(list.first(), ObjectState.CPU_FREE);
    int found = walk.mark(own, ObjectState.FREE);
    if (walk.isWhole() && found != expected) {
      walk.damaged(0, found + " objects on its free list, and " + expected + " not in use");
    }
    if (!walk.isWhole()) {
      walk.forgetTheRest();
    }
  }

  private static void keep(
      FreeListWalk walk, SlabCache owner, long start, byte[] states, SheafObjects kept) {
    if (kept == SheafObjects.NONE) {
      return;
    }
    long object = start + owner.leftPad();
    for (int i = 0; i < states.length; i++, object += owner.size()) {
      ObjectState inSheaf = kept.state(object, ObjectState.UNKNOWN);
      if (inSheaf != ObjectState.UNKNOWN) {
        if (states[i] == ObjectState.FREE.ordinal()) {
          walk.damaged(object, "it is in a sheaf and on the free list of its slab");
        }
        states[i] = (byte) inSheaf.ordinal();
      }
    }
  }
}
