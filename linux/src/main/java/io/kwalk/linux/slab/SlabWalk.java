package io.kwalk.linux.slab;

import io.kwalk.core.debuginfo.ArrayType;
import io.kwalk.core.debuginfo.Field;
import io.kwalk.core.memory.ByteArrays;
import io.kwalk.core.memory.Memory;
import io.kwalk.core.memory.MemoryFault;
import io.kwalk.linux.Kernel;
import io.kwalk.linux.structures.ListHead;
import io.kwalk.linux.structures.ListWalk;
import io.kwalk.linux.structures.LongSet;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.PrimitiveIterator;
import java.util.function.Consumer;
import java.util.stream.LongStream;

/**
 * The slabs of a cache: those of processors, those on partial lists, and the sheaves and barns that
 * keep free objects since 6.18. Full slabs are on no list, but for those of caches that store
 * users: {@link AllSlabs} finds every one.
 */
public final class SlabWalk {
  /** nr_node_ids is at most 1 << 10. */
  private static final int MAX_NODES = 1024;

  /** A sheaf holds some dozens; a page of pointers is far beyond. */
  private static final int MAX_SHEAF = 512;

  private static final String[] PLACES = {"main", "spare", "rcu_free"};

  private final Kernel kernel;
  private final SlabReader reader;
  private final Optional<Field> cpuSlab;
  private final Optional<Field> cpuSheaves;
  private final Optional<Field> cpuFreeList;
  private final Optional<Field> cpuCurrent;
  private final Optional<Field> cpuPartial;
  private final Optional<Field> nextPartial;
  private final Optional<Field> slabCount;
  private final Optional<Field> objectCount;
  private final Field partial;
  private final Optional<Field> full;
  private final Field slabList;
  private final int nodeIds;

  private SlabWalk(Kernel kernel) {
    this.kernel = kernel;
    reader = new SlabReader(kernel);
    boolean slabs = kernel.findField("slab", "slab_cache").isPresent();
    // Gone in 7.0, where sheaves took their place.
    cpuSlab = kernel.findField("kmem_cache", "cpu_slab");
    cpuSheaves = kernel.findField("kmem_cache", "cpu_sheaves");
    cpuFreeList = kernel.findField("kmem_cache_cpu", "freelist");
    cpuCurrent = kernel.findField("kmem_cache_cpu", "slab", "page");
    cpuPartial = kernel.findField("kmem_cache_cpu", "partial");
    nextPartial = kernel.findField(slabs ? "slab" : "page", "next");
    slabCount = kernel.findField("kmem_cache_node", "nr_slabs");
    objectCount = kernel.findField("kmem_cache_node", "total_objects");
    partial = kernel.field("kmem_cache_node", "partial");
    full = kernel.findField("kmem_cache_node", "full");
    slabList = kernel.field(slabs ? "slab" : "page", "slab_list");
    nodeIds = nodeIds(kernel);
  }

  private static int nodeIds(Kernel kernel) {
    OptionalLong symbol = kernel.findAddress("nr_node_ids");
    try {
      long count = symbol.isPresent() ? kernel.memory().u32(symbol.getAsLong()) : 1;
      return Math.clamp(count, 1, MAX_NODES);
    } catch (MemoryFault _) {
      return 1;
    }
  }

  /**
   * The walk of {@code kernel}.
   *
   * @throws io.kwalk.core.object.UnknownNameException if it has no SLUB allocator
   */
  public static SlabWalk of(Kernel kernel) {
    return kernel.part(SlabWalk.class, SlabWalk::new);
  }

  /** Whether processors have slabs of their own: not since 7.0. */
  public boolean hasCpuSlabs() {
    return cpuSlab.isPresent();
  }

  /** Whether free objects are kept in sheaves: since 6.18. */
  public boolean hasSheaves() {
    return cpuSheaves.isPresent();
  }

  /** The slabs of each processor, with their free objects. */
  public List<CpuSlabs> cpus(SlabCache cache) {
    List<CpuSlabs> all = new ArrayList<>();
    PrimitiveIterator.OfInt cpus = kernel.perCpu().online().iterator();
    while (cpuSlab.isPresent() && cpus.hasNext()) {
      all.add(cpu(cache, cpus.nextInt()));
    }
    return all;
  }

  private CpuSlabs cpu(SlabCache cache, int cpu) {
    List<String> troubles = new ArrayList<>();
    List<Slab> waiting = new ArrayList<>();
    Optional<Slab> current = Optional.empty();
    long address = 0;
    try {
      address = cpuAddress(cache, cpu);
      current = current(cache, cpu, address, troubles);
      for (long slab : partials(cache, address, troubles)) {
        waiting.add(slab(cache, slab, troubles));
      }
    } catch (MemoryFault fault) {
      troubles.add(fault.getMessage());
    }
    return new CpuSlabs(cpu, address, current, waiting, troubles);
  }

  private long cpuAddress(SlabCache cache, int cpu) {
    long base = cpuSlab.orElseThrow().get(kernel.memory(), cache.address());
    return base + kernel.perCpu().offset(cpu);
  }

  private long currentAddress(long cpuAddress) {
    return cpuCurrent.isEmpty() ? 0 : cpuCurrent.get().get(kernel.memory(), cpuAddress);
  }

  private Optional<Slab> current(SlabCache cache, int cpu, long cpuAddress, List<String> troubles) {
    long slab = currentAddress(cpuAddress);
    if (slab == 0) {
      return Optional.empty();
    }
    Slab read = reader.read(cache, slab, cpuFreeList(cpu, cpuAddress));
    read.trouble().ifPresent(troubles::add);
    return Optional.of(read);
  }

  private CpuFreeList cpuFreeList(int cpu, long cpuAddress) {
    long first = cpuFreeList.isEmpty() ? 0 : cpuFreeList.get().get(kernel.memory(), cpuAddress);
    return new CpuFreeList(cpu, first);
  }

  /** Which slabs processors allocate from now, by address, with the processors' free lists. */
  Map<Long, CpuFreeList> current(List<SlabCache> caches, Consumer<String> troubles) {
    Map<Long, CpuFreeList> lists = new HashMap<>();
    int[] cpus = cpuSlab.isPresent() ? kernel.perCpu().online().toArray() : new int[0];
    for (SlabCache cache : caches) {
      for (int cpu : cpus) {
        try {
          long address = cpuAddress(cache, cpu);
          long slab = currentAddress(address);
          if (slab != 0) {
            lists.put(slab, cpuFreeList(cpu, address));
          }
        } catch (MemoryFault fault) {
          troubles.accept(fault.getMessage());
        }
      }
    }
    return lists;
  }

  /** Addresses in the chain of a processor's partial slabs (CONFIG_SLUB_CPU_PARTIAL). */
  private long[] partials(SlabCache cache, long cpuAddress, List<String> troubles) {
    LongStream.Builder slabs = LongStream.builder();
    if (cpuPartial.isPresent() && nextPartial.isPresent()) {
      LongSet seen = new LongSet();
      long slab = cpuPartial.get().get(kernel.memory(), cpuAddress);
      while (slab != 0 && seen.add(slab)) {
        slabs.add(slab);
        slab = nextPartial.get().get(kernel.memory(), slab);
      }
      if (slab != 0) {
        troubles.add(cache.name() + ": the partial list comes back to " + Long.toHexString(slab));
      }
    }
    return slabs.build().toArray();
  }

  private Slab slab(SlabCache cache, long slab, List<String> troubles) {
    Slab read = reader.read(cache, slab, CpuFreeList.NONE);
    read.trouble().ifPresent(troubles::add);
    return read;
  }

  /** The slabs that the nodes keep, with their free objects. */
  public List<NodeSlabs> nodes(SlabCache cache) {
    List<NodeSlabs> all = new ArrayList<>();
    for (int node = 0; node < nodeIds; node++) {
      long address = perNode(cache, node, "node");
      if (address != 0) {
        all.add(node(cache, node, address));
      }
    }
    return all;
  }

  /** The pointer to a node's kmem_cache_node or node_barn, 0 if there is none. */
  private long perNode(SlabCache cache, int node, String member) {
    try {
      Memory memory = kernel.memory();
      // kmem_cache_per_node_ptrs since 7.1.
      Optional<Field> table = kernel.findField("kmem_cache", "per_node");
      if (table.isPresent()) {
        long size = kernel.struct("kmem_cache_per_node_ptrs").size();
        long entry = table.get().addressIn(cache.address()) + node * size;
        return kernel.field("kmem_cache_per_node_ptrs", member).get(memory, entry);
      }
      if (member.equals("barn")) {
        Optional<Field> barn = kernel.findField("kmem_cache_node", "barn");
        long owner = perNode(cache, node, "node");
        return barn.isEmpty() || owner == 0 ? 0 : barn.get().get(memory, owner);
      }
      Field nodes = kernel.field("kmem_cache", "node");
      boolean array = nodes.type().strip() instanceof ArrayType;
      return array ? memory.u64(nodes.addressIn(cache.address()) + 8L * node) : 0;
    } catch (MemoryFault _) {
      return 0;
    }
  }

  private NodeSlabs node(SlabCache cache, int node, long address) {
    List<String> troubles = new ArrayList<>();
    List<Slab> some = new ArrayList<>();
    List<Slab> whole = new ArrayList<>();
    long[] counts = {-1, -1};
    try {
      counts = counts(address);
      slabs(cache, partial, address, some, troubles);
      if (cache.checks().storeUser() && full.isPresent()) {
        slabs(cache, full.get(), address, whole, troubles);
      }
    } catch (MemoryFault fault) {
      troubles.add(fault.getMessage());
    }
    Optional<List<Slab>> tracked =
        cache.checks().storeUser() ? Optional.of(whole) : Optional.empty();
    return new NodeSlabs(address, node, counts[0], counts[1], some, tracked, troubles);
  }

  private void slabs(
      SlabCache cache, Field head, long node, List<Slab> into, List<String> troubles) {
    ListWalk walk = ListHead.walk(kernel.memory(), head.addressIn(node));
    walk.trouble().ifPresent(troubles::add);
    for (long entry : walk.nodes()) {
      into.add(slab(cache, entry - slabList.offset(), troubles));
    }
  }

  /** nr_slabs and total_objects, -1 where the kernel does not count. */
  private long[] counts(long node) {
    Memory memory = kernel.memory();
    long slabs = slabCount.isEmpty() ? -1 : slabCount.get().get(memory, node);
    return new long[] {slabs, objectCount.isEmpty() ? -1 : objectCount.get().get(memory, node)};
  }

  /** The sheaves of all processors and the full ones in the nodes' barns. */
  public List<Sheaf> sheaves(SlabCache cache, List<String> troubles) {
    List<Sheaf> all = new ArrayList<>();
    if (cpuSheaves.isEmpty()) {
      return all;
    }
    Memory memory = kernel.memory();
    PrimitiveIterator.OfInt cpus = kernel.perCpu().online().iterator();
    while (cpus.hasNext()) {
      int cpu = cpus.nextInt();
      try {
        long base = cpuSheaves.get().get(memory, cache.address());
        for (String place : base == 0 ? new String[0] : PLACES) {
          long there = base + kernel.perCpu().offset(cpu);
          addSheaf(place, cpu, kernel.field("slub_percpu_sheaves", place).get(memory, there), all);
        }
      } catch (MemoryFault fault) {
        troubles.add(fault.getMessage());
      }
    }
    for (int node = 0; node < nodeIds; node++) {
      barn(cache, node, all, troubles);
    }
    return all;
  }

  private void barn(SlabCache cache, int node, List<Sheaf> all, List<String> troubles) {
    long barn = perNode(cache, node, "barn");
    if (barn == 0) {
      return;
    }
    Field full = kernel.field("node_barn", "sheaves_full");
    Field link = kernel.field("slab_sheaf", "barn_list");
    ListWalk walk = ListHead.walk(kernel.memory(), full.addressIn(barn));
    walk.trouble().ifPresent(troubles::add);
    for (long entry : walk.nodes()) {
      try {
        addSheaf("barn", node, entry - link.offset(), all);
      } catch (MemoryFault fault) {
        troubles.add(fault.getMessage());
      }
    }
  }

  private void addSheaf(String place, int owner, long address, List<Sheaf> all) {
    if (address == 0) {
      return;
    }
    Memory memory = kernel.memory();
    int size = Math.clamp(kernel.field("slab_sheaf", "size").get(memory, address), 0, MAX_SHEAF);
    long[] objects = new long[size];
    long first = kernel.field("slab_sheaf", "objects").addressIn(address);
    byte[] bytes = memory.read(first, 8 * size);
    for (int i = 0; i < size; i++) {
      objects[i] = ByteArrays.u64(bytes, 8 * i, memory.byteOrder());
    }
    all.add(new Sheaf(place, owner, address, objects));
  }

  /** The totals of a cache: reads a few words a slab that is on a list. */
  public SlabUsage usage(SlabCache cache) {
    List<String> troubles = new ArrayList<>();
    long free = freeOfCpus(cache, troubles);
    long slabs = 0;
    long total = 0;
    for (int node = 0; node < nodeIds; node++) {
      long address = perNode(cache, node, "node");
      if (address == 0) {
        continue;
      }
      try {
        long[] counts = counts(address);
        slabs = counts[0] < 0 ? -1 : slabs + counts[0];
        total = counts[1] < 0 ? -1 : total + counts[1];
        ListWalk walk = ListHead.walk(kernel.memory(), partial.addressIn(address));
        walk.trouble().ifPresent(troubles::add);
        for (long entry : walk.nodes()) {
          free += reader.free(entry - slabList.offset());
        }
      } catch (MemoryFault fault) {
        troubles.add(fault.getMessage());
      }
    }
    for (Sheaf sheaf : sheaves(cache, troubles)) {
      free += sheaf.isFree() ? sheaf.objects().length : 0;
    }
    return new SlabUsage(
        total < 0 || !troubles.isEmpty() ? OptionalLong.empty() : OptionalLong.of(total - free),
        total < 0 ? OptionalLong.empty() : OptionalLong.of(total),
        slabs < 0 ? OptionalLong.empty() : OptionalLong.of(slabs),
        troubles);
  }

  private long freeOfCpus(SlabCache cache, List<String> troubles) {
    long free = 0;
    PrimitiveIterator.OfInt cpus = kernel.perCpu().online().iterator();
    while (cpuSlab.isPresent() && cpus.hasNext()) {
      int cpu = cpus.nextInt();
      try {
        long address = cpuAddress(cache, cpu);
        free += current(cache, cpu, address, troubles).map(Slab::freeCount).orElse(0);
        for (long slab : partials(cache, address, troubles)) {
          free += reader.free(slab);
        }
      } catch (MemoryFault fault) {
        troubles.add(fault.getMessage());
      }
    }
    return free;
  }

  /** The slab at {@code address}, with the objects free on a processor's list told apart. */
  public Slab slab(SlabCache cache, long address) {
    Map<Long, CpuFreeList> lists = current(List.of(cache), trouble -> {});
    SheafObjects kept = inSheaves(cache);
    return reader.read(cache, address, lists.getOrDefault(address, CpuFreeList.NONE), kept);
  }

  /** What of the cache lies in sheaves. */
  SheafObjects inSheaves(SlabCache cache) {
    SheafObjects kept = new SheafObjects();
    for (Sheaf sheaf : sheaves(cache, new ArrayList<>())) {
      for (long object : sheaf.objects()) {
        kept.add(sheaf, object);
      }
    }
    return kept;
  }

  SlabReader reader() {
    return reader;
  }

  /** The kmem_cache that a slab names. */
  public long cacheOf(long slab) {
    return reader.cacheOf(slab);
  }
}
