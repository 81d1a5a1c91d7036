package io.kwalk.linux.slab;

import io.kwalk.core.memory.MemoryFault;
import io.kwalk.core.object.UnknownNameException;
import io.kwalk.linux.Kernel;
import io.kwalk.linux.mm.SlabPages;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Which object of which cache an address lies in, for thousands of addresses: caches are read once,
 * the free lists of a slab when the first address in it is asked for.
 */
public final class SlabObjects {
  /** Slabs remembered; some hundred bytes each. */
  private static final int MOST_SLABS = 1 << 16;

  private final Kernel kernel;
  private final SlabPages pages;
  private final SlabWalk walk;
  private final ConcurrentHashMap<Long, Owner> owners = new ConcurrentHashMap<>();
  private final ConcurrentHashMap<Long, Slab> slabs = new ConcurrentHashMap<>();

  private SlabObjects(Kernel kernel) {
    this.kernel = kernel;
    pages = SlabPages.of(kernel);
    walk = SlabWalk.of(kernel);
  }

  /** A cache, the processors' free lists in it by slab, and the objects in sheaves. */
  private record Owner(SlabCache cache, Map<Long, CpuFreeList> lists, SheafObjects kept) {}

  /**
   * Those of {@code kernel}.
   *
   * @throws UnknownNameException if it has no SLUB allocator
   */
  public static SlabObjects of(Kernel kernel) {
    return kernel.part(SlabObjects.class, SlabObjects::new);
  }

  /** The object at {@code address}, which the direct map has; empty if it is in no slab. */
  public Optional<SlabObject> at(long address) {
    OptionalLong slab = pages.slabAt(address);
    return slab.isEmpty() ? Optional.empty() : in(slab.getAsLong(), address);
  }

  /** The object at {@code address} in the slab with the struct slab at {@code slab}. */
  public Optional<SlabObject> in(long slab, long address) {
    try {
      Slab state = state(slab);
      SlabCache cache = state.cache();
      int index = state.indexOf(address - cache.leftPad());
      if (index < 0) {
        long memory = state.memory();
        return Optional.of(
            new SlabObject(cache, slab, memory, address - memory, false, Optional.empty()));
      }
      long object = state.object(index);
      Optional<Boolean> free =
          switch (state.state(index)) {
            case ALLOCATED, RCU_FREE -> Optional.of(false);
            case FREE, CPU_FREE, SHEAF_FREE -> Optional.of(true);
            case UNKNOWN -> Optional.empty();
          };
      return Optional.of(new SlabObject(cache, slab, object, address - object, true, free));
    } catch (MemoryFault | UnknownNameException _) {
      return Optional.empty();
    }
  }

  private Slab state(long slab) {
    Slab known = slabs.get(slab);
    if (known != null) {
      return known;
    }
    Owner owner = owner(walk.cacheOf(slab));
    CpuFreeList list = owner.lists.getOrDefault(slab, CpuFreeList.NONE);
    Slab state = walk.reader().read(owner.cache, slab, list, owner.kept);
    if (slabs.size() >= MOST_SLABS) {
      slabs.clear();
    }
    slabs.put(slab, state);
    return state;
  }

  private Owner owner(long cacheAddress) {
    Owner known = owners.get(cacheAddress);
    if (known != null) {
      return known;
    }
    SlabCache cache = SlabCaches.of(kernel).at(cacheAddress);
    Map<Long, CpuFreeList> lists = walk.current(List.of(cache), _ -> {});
    Owner owner = new Owner(cache, lists, walk.inSheaves(cache));
    owners.put(cacheAddress, owner);
    return owner;
  }
}
