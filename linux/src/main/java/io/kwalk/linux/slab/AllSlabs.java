package io.kwalk.linux.slab;

import io.kwalk.core.memory.MemoryFault;
import io.kwalk.linux.Kernel;
import io.kwalk.linux.mm.PageArrayReader;
import io.kwalk.linux.mm.PageStructs;
import io.kwalk.linux.mm.PageTypes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;

/**
 * Every slab of every cache, found by the struct pages, for full slabs are on no list. Reads each
 * struct page once, and of a slab's own memory only what its free lists lead through, but for
 * caches under debugging, whose objects are read whole and checked. On all processors.
 */
public final class AllSlabs {
  /** KFENCE_POOL_SIZE by CONFIG_KFENCE_NUM_OBJECTS of 255, the default. */
  private static final long KFENCE_POOL = 2L << 20;

  private final Kernel kernel;
  private final List<SlabCache> caches;
  private final Map<Long, SlabCache> byAddress = new HashMap<>();
  private final Map<Long, CpuFreeList> lists;
  private final SheafObjects kept = new SheafObjects();
  private final PageTypes types;
  private final PageArrayReader pages;
  private final SlabReader reader;
  private final DebuggedObjects debugged;
  private final long kfencePool;
  private final Consumer<String> troubles;

  private AllSlabs(Kernel kernel, Consumer<String> troubles) {
    this.kernel = kernel;
    this.troubles = troubles;
    List<String> missing = new ArrayList<>();
    caches = SlabCaches.of(kernel).all(missing);
    caches.forEach(cache -> byAddress.put(cache.address(), cache));
    SlabWalk walk = SlabWalk.of(kernel);
    lists = walk.current(caches, troubles);
    gatherSheaves(walk, missing);
    missing.forEach(troubles);
    types = PageTypes.of(kernel);
    pages = PageArrayReader.of(kernel);
    reader = walk.reader();
    debugged = new DebuggedObjects(kernel.memory());
    kfencePool = kfencePool(kernel);
  }

  /**
   * Prepares the walk: reads the caches, the processors' lists and the sheaves.
   *
   * @param troubles takes, from several threads, what cannot be read and what is no cache's
   * @throws io.kwalk.core.object.UnknownNameException if the kernel has no SLUB allocator
   */
  public static AllSlabs of(Kernel kernel, Consumer<String> troubles) {
    return new AllSlabs(kernel, troubles);
  }

  private void gatherSheaves(SlabWalk walk, List<String> missing) {
    for (SlabCache cache : caches) {
      for (Sheaf sheaf : walk.sheaves(cache, missing)) {
        for (long object : sheaf.objects()) {
          if (!kept.add(sheaf, object)) {
            missing.add(
                new SlabDamage(cache.name(), 0, object, "it is in two places of sheaves")
                    .message());
          }
        }
      }
    }
  }

  private static long kfencePool(Kernel kernel) {
    OptionalLong pool = kernel.findAddress("__kfence_pool");
    try {
      return pool.isPresent() ? kernel.memory().u64(pool.getAsLong()) : 0;
    } catch (MemoryFault _) {
      return 0;
    }
  }

  /** The caches, in the kernel's order. */
  public List<SlabCache> caches() {
    return caches;
  }

  /** Gives every slab to {@code visitor}, from several threads and in no order. */
  public void forEach(Consumer<Slab> visitor) {
    pages.visitParallel(block -> visit(block, visitor), troubles);
  }

  private void visit(PageArrayReader.Block block, Consumer<Slab> visitor) {
    int size = pages.structSize();
    for (int i = 0, at = 0; i < block.count(); i++, at += size) {
      if (types.isSlab(block.bytes(), at)) {
        slab(block.address() + at, block.bytes(), at).ifPresent(visitor);
      }
    }
  }

  private Optional<Slab> slab(long address, byte[] bytes, int at) {
    long named = reader.cacheOf(bytes, at);
    SlabCache cache = byAddress.get(named);
    if (cache == null) {
      if (!isKfence(address)) {
        troubles.accept(
            new SlabDamage(Long.toHexString(named), address, 0, "its cache is not in slab_caches")
                .message());
      }
      return Optional.empty();
    }
    CpuFreeList list = lists.getOrDefault(address, CpuFreeList.NONE);
    Slab slab = reader.read(cache, address, bytes, at, list, kept);
    return Optional.of(cache.checks().any() ? debugged.check(slab) : slab);
  }

  /** KFENCE's pool is made of slab pages that are no cache's while they guard nothing. */
  private boolean isKfence(long slab) {
    long start = PageStructs.of(kernel).memoryOf(slab);
    return kfencePool != 0 && Long.compareUnsigned(start - kfencePool, KFENCE_POOL) < 0;
  }
}
