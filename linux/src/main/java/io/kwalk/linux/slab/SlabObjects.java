package io.kwalk.linux.slab;

import io.kwalk.core.memory.MemoryFault;
import io.kwalk.core.object.UnknownNameException;
import io.kwalk.linux.Kernel;
import io.kwalk.linux.mm.SlabPages;
import io.kwalk.linux.structures.LongSet;
import java.util.ArrayList;
import java.util.List;
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
  private final SlabReader reader;
  private final ConcurrentHashMap<Long, Owner> owners = new ConcurrentHashMap<>();
  private final ConcurrentHashMap<Long, State> slabs = new ConcurrentHashMap<>();

  private SlabObjects(Kernel kernel) {
    this.kernel = kernel;
    pages = SlabPages.of(kernel);
    walk = SlabWalk.of(kernel);
    reader = new SlabReader(kernel);
  }

  /** A cache, and the objects of it that processors and nodes keep for later. */
  private record Owner(SlabCache cache, LongSet kept) {}

  private record State(Owner owner, Slab slab, LongSet free) {}

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
      State state = state(slab);
      SlabCache cache = state.owner.cache;
      long offset = address - state.slab.memory() - cache.leftPad();
      long index = cache.size() <= 0 ? -1 : Math.floorDiv(offset, cache.size());
      if (index < 0 || index >= state.slab.objects()) {
        long memory = state.slab.memory();
        return Optional.of(
            new SlabObject(cache, slab, memory, address - memory, false, Optional.empty()));
      }
      long object = state.slab.memory() + cache.leftPad() + index * cache.size();
      return Optional.of(
          new SlabObject(cache, slab, object, address - object, true, isFree(state, object)));
    } catch (MemoryFault | UnknownNameException _) {
      return Optional.empty();
    }
  }

  private static Optional<Boolean> isFree(State state, long object) {
    if (state.free.contains(object) || state.owner.kept.contains(object)) {
      return Optional.of(true);
    }
    return state.slab.trouble().isPresent() ? Optional.empty() : Optional.of(false);
  }

  private State state(long slab) {
    State known = slabs.get(slab);
    if (known != null) {
      return known;
    }
    Owner owner = owner(reader.cacheOf(slab));
    Slab read = reader.read(owner.cache, slab, 0);
    LongSet free = new LongSet();
    for (long object : read.free()) {
      free.add(object);
    }
    State state = new State(owner, read, free);
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
    LongSet kept = new LongSet();
    for (CpuSlabs cpu : walk.cpus(cache)) {
      if (cpu.slab().isPresent()) {
        for (long object : cpu.slab().get().cpuFree()) {
          kept.add(object);
        }
      }
    }
    List<String> ignored = new ArrayList<>();
    for (Sheaf sheaf : walk.sheaves(cache, ignored)) {
      for (long object : sheaf.objects()) {
        kept.add(object);
      }
    }
    Owner owner = new Owner(cache, kept);
    owners.put(cacheAddress, owner);
    return owner;
  }
}
