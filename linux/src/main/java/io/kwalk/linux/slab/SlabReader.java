package io.kwalk.linux.slab;

import io.kwalk.core.debuginfo.ArrayType;
import io.kwalk.core.debuginfo.Field;
import io.kwalk.core.memory.Memory;
import io.kwalk.core.memory.MemoryFault;
import io.kwalk.linux.Kernel;
import io.kwalk.linux.mm.PageStructs;
import java.util.Arrays;
import java.util.Optional;

/** Reads a slab and its free lists. struct slab since 5.17 (d122019bf061), struct page before. */
final class SlabReader {
  private static final long[] NONE = {};

  /** Objects a slab: the counter has 15 bits. */
  private static final int MAX_OBJECTS = 1 << 15;

  private final Kernel kernel;
  private final PageStructs pages;
  private final Field freeList;
  private final Field inUse;
  private final Field objects;
  private final Field cache;
  private final int nodeBits;

  SlabReader(Kernel kernel) {
    this.kernel = kernel;
    pages = PageStructs.of(kernel);
    String struct = kernel.findField("slab", "slab_cache").isPresent() ? "slab" : "page";
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

  /** The slab at {@code address}; {@code cpuList} is the head of a processor's free list, or 0. */
  Slab read(SlabCache owner, long address, long cpuList) {
    Memory memory = kernel.memory();
    long start = pages.memoryOf(address);
    int room = (int) Math.min(MAX_OBJECTS, objects.get(memory, address));
    FreeList own = new FreeList(owner, start, room);
    FreeList cpus = new FreeList(owner, start, room);
    own.walk(freeList.get(memory, address));
    cpus.walk(cpuList);
    return new Slab(
        address,
        start,
        node(pages.flags(address)),
        room,
        (int) inUse.get(memory, address),
        own.found(),
        cpus.found(),
        own.trouble.or(() -> cpus.trouble));
  }

  /** The same without a walk along the slab's own free list: two reads. */
  Slab summary(long address) {
    Memory memory = kernel.memory();
    int room = (int) Math.min(MAX_OBJECTS, objects.get(memory, address));
    int used = (int) inUse.get(memory, address);
    return new Slab(address, 0, 0, room, used, NONE, NONE, Optional.empty());
  }

  private int node(long flags) {
    return nodeBits == 0 ? 0 : (int) (flags >>> (64 - nodeBits));
  }

  /** One chain of free objects, each holding the next one's address. */
  private final class FreeList {
    private final SlabCache owner;
    private final long start;
    private final int room;
    private long[] found = NONE;
    private int count;
    private Optional<String> trouble = Optional.empty();

    FreeList(SlabCache owner, long start, int room) {
      this.owner = owner;
      this.start = start;
      this.room = room;
    }

    void walk(long first) {
      long at = first;
      while (at != 0 && trouble.isEmpty()) {
        if (!isObject(at)) {
          trouble = Optional.of(damaged("leads to " + Long.toHexString(at)));
        } else if (count == room) {
          trouble = Optional.of(damaged("does not end"));
        } else {
          found = count == found.length ? Arrays.copyOf(found, Math.max(16, 2 * count)) : found;
          found[count++] = at;
          at = next(at);
        }
      }
    }

    private long next(long object) {
      try {
        long place = object + owner.freePointer();
        long value = kernel.memory().u64(place);
        return owner.hardened() ? value ^ owner.random() ^ Long.reverseBytes(place) : value;
      } catch (MemoryFault fault) {
        trouble = Optional.of(String.valueOf(fault.getMessage()));
        return 0;
      }
    }

    private boolean isObject(long address) {
      long offset = address - start - owner.leftPad();
      return owner.size() > 0
          && Long.compareUnsigned(offset, owner.size() * room) < 0
          && offset % owner.size() == 0;
    }

    private String damaged(String how) {
      return owner.name() + ": the free list of the slab at " + Long.toHexString(start) + " " + how;
    }

    long[] found() {
      return Arrays.copyOf(found, count);
    }
  }
}
