package io.kwalk.shell.kmem;

import io.kwalk.core.memory.MemoryFault;
import io.kwalk.linux.Kernel;
import io.kwalk.linux.slab.CpuSlabs;
import io.kwalk.linux.slab.NodeSlabs;
import io.kwalk.linux.slab.Sheaf;
import io.kwalk.linux.slab.Slab;
import io.kwalk.linux.slab.SlabCache;
import io.kwalk.linux.slab.SlabCaches;
import io.kwalk.linux.slab.SlabUsage;
import io.kwalk.linux.slab.SlabWalk;
import io.kwalk.linux.structures.LongSet;
import io.kwalk.shell.JsonObject;
import io.kwalk.shell.Output;
import io.kwalk.shell.Text;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.IntPredicate;

/** kmem -s and -S. */
final class SlabTables {
  private static final String TITLES =
      "CACHE             OBJSIZE  ALLOCATED     TOTAL  SLABS  SSIZE  NAME";
  private static final String SLAB_TITLES =
      "  SLAB              MEMORY            NODE  TOTAL  ALLOCATED  FREE";

  private final KmemContext context;
  private final Kernel kernel;
  private final Output output;
  private final SlabWalk walk;

  SlabTables(KmemContext context) {
    this.context = context;
    kernel = context.kernel();
    output = context.output();
    walk = SlabWalk.of(kernel);
  }

  List<SlabCache> caches() {
    List<String> troubles = new ArrayList<>();
    List<SlabCache> caches = SlabCaches.of(kernel).all(troubles);
    context.faults().addAll(troubles);
    return caches;
  }

  /** kmem -s list. */
  void printNames() {
    for (SlabCache cache : caches()) {
      if (output.json()) {
        output.row(new JsonObject().putAddress("cache", cache.address()).put("name", cache.name()));
      } else {
        output.line(Text.hex(cache.address(), 16) + " " + Text.escape(cache.name()));
      }
    }
  }

  void printTitles() {
    if (!output.json()) {
      output.line(TITLES);
    }
  }

  void printIgnored(SlabCache cache) {
    if (!output.json()) {
      String row = Text.hex(cache.address(), 16) + " " + Text.left("[IGNORED]", 43);
      output.line(row + "  " + Text.escape(cache.name()));
    }
  }

  /** The row of one cache. */
  void print(SlabCache cache) {
    SlabUsage usage = walk.usage(cache);
    context.faults().addAll(usage.troubles());
    long slabSize = (long) kernel.pageTables().pageSize() << cache.order();
    if (output.json()) {
      JsonObject row =
          new JsonObject()
              .putAddress("cache", cache.address())
              .put("name", cache.name())
              .put("objectSize", cache.objectSize())
              .put("size", cache.size());
      put(row, "allocated", usage.allocated());
      put(row, "total", usage.total());
      put(row, "slabs", usage.slabs());
      output.row(row.put("slabSize", slabSize));
      return;
    }
    output.line(
        Text.hex(cache.address(), 16)
            + " "
            + KmemContext.number(cache.objectSize(), 8)
            + "  "
            + cell(usage.allocated(), 9)
            + "  "
            + cell(usage.total(), 8)
            + "  "
            + cell(usage.slabs(), 5)
            + "  "
            + KmemContext.number(slabSize / 1024, 4)
            + "k  "
            + Text.escape(cache.name()));
  }

  private static void put(JsonObject row, String name, OptionalLong value) {
    if (value.isPresent()) {
      row.put(name, value.getAsLong());
    } else {
      row.putNull(name);
    }
  }

  private static String cell(OptionalLong value, int width) {
    return Text.right(value.isPresent() ? Long.toString(value.getAsLong()) : "?", width);
  }

  /** kmem -S: every slab on a list, with its objects. */
  void printSlabs(SlabCache cache, IntPredicate wanted) {
    List<CpuSlabs> cpus = walk.cpus(cache);
    LongSet kept = new LongSet();
    List<String> troubles = new ArrayList<>();
    List<Sheaf> sheaves = walk.sheaves(cache, troubles);
    for (Sheaf sheaf : sheaves) {
      for (long object : sheaf.objects()) {
        kept.add(object);
      }
    }
    for (CpuSlabs cpu : cpus) {
      if (wanted.test(cpu.cpu())) {
        print(cache, cpu, kept);
        context.faults().addAll(cpu.troubles());
      }
    }
    for (Sheaf sheaf : sheaves) {
      print(cache, sheaf);
    }
    printNodes(cache, cpus, wanted, kept);
    context.faults().addAll(troubles);
    if (!output.json()) {
      output.line("");
    }
  }

  private void print(SlabCache cache, CpuSlabs cpu, LongSet kept) {
    String name = "CPU " + cpu.cpu();
    text(name + " KMEM_CACHE_CPU:");
    text("  " + Text.hex(cpu.address(), 16));
    text(name + " SLAB:");
    cpu.slab().ifPresent(slab -> print(cache, slab, "cpu", cpu.cpu(), kept));
    if (cpu.slab().isEmpty()) {
      text("  (empty)");
    }
    text(name + " PARTIAL:");
    for (Slab slab : cpu.partial()) {
      print(cache, slab, "cpu partial", cpu.cpu(), kept);
    }
    if (cpu.partial().isEmpty()) {
      text("  (empty)");
    }
  }

  private void print(SlabCache cache, Sheaf sheaf) {
    if (output.json()) {
      List<String> objects = new ArrayList<>();
      for (long object : sheaf.objects()) {
        objects.add("0x" + Long.toHexString(object));
      }
      output.row(
          new JsonObject()
              .put("cache", cache.name())
              .put("kind", "sheaf")
              .put("place", sheaf.place())
              .put("owner", sheaf.owner())
              .putAddress("sheaf", sheaf.address())
              .putStrings("free", objects));
      return;
    }
    boolean barn = sheaf.place().equals("barn");
    text((barn ? "NODE " : "CPU ") + sheaf.owner() + " SHEAF (" + sheaf.place() + "):");
    text("  " + Text.hex(sheaf.address(), 16) + "  " + sheaf.objects().length + " free objects");
    for (long object : sheaf.objects()) {
      text("   " + Long.toHexString(object) + "  ");
    }
  }

  private void printNodes(SlabCache cache, List<CpuSlabs> cpus, IntPredicate wanted, LongSet kept) {
    for (NodeSlabs node : walk.nodes(cache)) {
      long ofCpus = 0;
      for (CpuSlabs cpu : cpus) {
        boolean here = cpu.slab().isPresent() && cpu.slab().get().node() == node.node();
        ofCpus += here && wanted.test(cpu.cpu()) ? 1 : 0;
      }
      text("KMEM_CACHE_NODE   NODE  SLABS  PARTIAL  PER-CPU");
      text(
          Text.hex(node.address(), 16)
              + KmemContext.number(node.node(), 6)
              + KmemContext.number(node.slabs(), 7)
              + KmemContext.number(node.partial().size(), 9)
              + KmemContext.number(ofCpus, 9));
      text("NODE " + node.node() + " PARTIAL:");
      if (!node.partial().isEmpty()) {
        text(SLAB_TITLES);
      }
      for (Slab slab : node.partial()) {
        printPartial(cache, slab, node.node(), kept);
      }
      if (node.partial().isEmpty()) {
        text("  (empty)");
      }
      text("NODE " + node.node() + " FULL:");
      text("  (not tracked)");
      context.faults().addAll(node.troubles());
    }
  }

  private void text(String line) {
    if (!output.json()) {
      output.line(line);
    }
  }

  private void print(SlabCache cache, Slab slab, String kind, int owner, LongSet kept) {
    output.checkInterrupted();
    if (output.json()) {
      output.row(
          new JsonObject()
              .put("cache", cache.name())
              .put("kind", kind)
              .put("owner", owner)
              .putAddress("slab", slab.address())
              .putAddress("memory", slab.memory())
              .put("node", slab.node())
              .put("total", slab.objects())
              .put("allocated", slab.allocated())
              .putStrings("objects", states(cache, slab, kept)));
      return;
    }
    printTitle(slab);
    LongSet free = set(slab.free());
    LongSet cpuFree = set(slab.cpuFree());
    if (kind.equals("cpu")) {
      // What other processors freed into a processor's slab is on the slab's own list.
      for (long object : slab.free()) {
        cpuFree.add(object);
      }
    }
    for (int i = 0; i < slab.objects(); i++) {
      text(object(objectAt(cache, slab, i), free, cpuFree, kept, owner));
    }
  }

  /** A slab of a node: text has one line, as crash has it, rows have the objects. */
  private void printPartial(SlabCache cache, Slab slab, int node, LongSet kept) {
    if (output.json()) {
      print(cache, slab, "node partial", node, kept);
    } else {
      text(line(slab));
    }
  }

  private void printTitle(Slab slab) {
    text(SLAB_TITLES);
    text(line(slab));
    text("  FREE / [ALLOCATED]");
  }

  private static String line(Slab slab) {
    return "  "
        + Text.hex(slab.address(), 16)
        + "  "
        + Text.hex(slab.memory(), 16)
        + KmemContext.number(slab.node(), 6)
        + KmemContext.number(slab.objects(), 7)
        + KmemContext.number(slab.allocated(), 11)
        + KmemContext.number(slab.freeCount(), 6);
  }

  private static long objectAt(SlabCache cache, Slab slab, int i) {
    return slab.memory() + i * cache.size() + cache.leftPad();
  }

  private static LongSet set(long[] values) {
    LongSet set = new LongSet();
    for (long value : values) {
      set.add(value);
    }
    return set;
  }

  private static String object(long at, LongSet free, LongSet cpuFree, LongSet kept, int cpu) {
    if (cpuFree.contains(at)) {
      return "   " + Long.toHexString(at) + "  (cpu " + cpu + " cache)";
    }
    if (kept.contains(at)) {
      return "   " + Long.toHexString(at) + "  (sheaf)";
    }
    return free.contains(at)
        ? "   " + Long.toHexString(at) + "  "
        : "  [" + Long.toHexString(at) + "]";
  }

  private static List<String> states(SlabCache cache, Slab slab, LongSet kept) {
    LongSet free = set(slab.free());
    LongSet cpuFree = set(slab.cpuFree());
    List<String> states = new ArrayList<>();
    for (int i = 0; i < slab.objects(); i++) {
      long at = objectAt(cache, slab, i);
      boolean isFree = free.contains(at) || cpuFree.contains(at) || kept.contains(at);
      states.add("0x" + Long.toHexString(at) + (isFree ? " free" : " allocated"));
    }
    return states;
  }

  /** The object that holds {@code address} in the slab at {@code slabAddress}. */
  void printObject(long slabAddress, long address, boolean page) {
    try {
      SlabCache cache = SlabCaches.of(kernel).at(walk.cacheOf(slabAddress));
      Slab slab = walk.slab(cache, slabAddress);
      slab.trouble().ifPresent(context.faults()::add);
      LongSet kept = new LongSet();
      List<String> troubles = new ArrayList<>();
      for (Sheaf sheaf : walk.sheaves(cache, troubles)) {
        for (long object : sheaf.objects()) {
          kept.add(object);
        }
      }
      context.faults().addAll(troubles);
      printFound(cache, slab, address, kept, page);
    } catch (MemoryFault fault) {
      context.faults().add(String.valueOf(fault.getMessage()));
    }
  }

  private void printFound(SlabCache cache, Slab slab, long address, LongSet kept, boolean page) {
    long offset = address - slab.memory() - cache.leftPad();
    long index = cache.size() == 0 || page ? -1 : Math.floorDiv(offset, cache.size());
    boolean inside = index >= 0 && index < slab.objects();
    long at = inside ? objectAt(cache, slab, (int) index) : 0;
    LongSet free = set(slab.free());
    LongSet cpuFree = set(slab.cpuFree());
    if (output.json()) {
      JsonObject row =
          new JsonObject()
              .put("kind", "slab")
              .put("cache", cache.name())
              .putAddress("kmemCache", cache.address())
              .putAddress("slab", slab.address())
              .putAddress("memory", slab.memory());
      if (inside) {
        boolean isFree = free.contains(at) || cpuFree.contains(at) || kept.contains(at);
        row.putAddress("object", at).put("offset", address - at).put("free", isFree);
      }
      output.row(row);
      return;
    }
    printTitles();
    print(cache);
    printTitle(slab);
    if (inside) {
      String line = object(at, free, cpuFree, kept, 0);
      text(cpuFree.contains(at) ? line.substring(0, line.indexOf('(')) + "(cpu cache)" : line);
    }
  }
}
