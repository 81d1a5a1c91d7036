package io.kwalk.shell.kmem;

import io.kwalk.core.memory.MemoryFault;
import io.kwalk.linux.Kernel;
import io.kwalk.linux.slab.AllSlabs;
import io.kwalk.linux.slab.CpuSlabs;
import io.kwalk.linux.slab.NodeSlabs;
import io.kwalk.linux.slab.ObjectState;
import io.kwalk.linux.slab.Sheaf;
import io.kwalk.linux.slab.Slab;
import io.kwalk.linux.slab.SlabCache;
import io.kwalk.linux.slab.SlabCaches;
import io.kwalk.linux.slab.SlabUsage;
import io.kwalk.linux.slab.SlabWalk;
import io.kwalk.shell.JsonObject;
import io.kwalk.shell.Output;
import io.kwalk.shell.Text;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.IntPredicate;
import java.util.function.Predicate;

/** kmem -S: slabs and their objects. */
final class ObjectTables {
  private static final String TITLES =
      "  SLAB              MEMORY            NODE  TOTAL  ALLOCATED  FREE";

  private static final String OBJECTS = "  FREE / [ALLOCATED]";

  private static final byte[] ALLOCATED = ascii("  [");
  private static final byte[] UNKNOWN = ascii("  ?");
  private static final byte[] FREE = ascii("   ");
  private static final byte[] BLANKS = ascii("  ");

  /** Bytes that go out at once. */
  private static final int ENOUGH = 1 << 16;

  private final AsciiText pending = new AsciiText();

  private final KmemContext context;
  private final Kernel kernel;
  private final Output output;
  private final SlabWalk walk;
  private final SlabTables caches;
  private final ObjectRows rows;

  ObjectTables(KmemContext context, SlabTables caches) {
    this.context = context;
    this.caches = caches;
    kernel = context.kernel();
    output = context.output();
    walk = SlabWalk.of(kernel);
    rows = new ObjectRows(kernel);
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  /** Every slab of the caches that are wanted, found by the struct pages. */
  void printAll(Predicate<SlabCache> wanted) {
    Queue<String> troubles = new ConcurrentLinkedQueue<>();
    AllSlabs all = AllSlabs.of(kernel, troubles::add);
    Queue<Slab> found = new ConcurrentLinkedQueue<>();
    all.forEach(slab -> {
      if (wanted.test(slab.cache())) {
        found.add(slab);
      }
    });
    Map<Long, List<Slab>> byCache = new HashMap<>();
    for (Slab slab : found) {
      byCache.computeIfAbsent(slab.cache().address(), key -> new ArrayList<>()).add(slab);
    }
    for (SlabCache cache : all.caches()) {
      if (wanted.test(cache)) {
        printAll(cache, byCache.getOrDefault(cache.address(), List.of()));
      }
    }
    context.faults().addAll(List.copyOf(troubles));
  }

  private void printAll(SlabCache cache, List<Slab> slabs) {
    if (!output.json()) {
      caches.printTitles();
      caches.print(cache);
    }
    List<Slab> ordered = new ArrayList<>(slabs);
    ordered.sort(Comparator.comparing(Slab::address, Long::compareUnsigned));
    long objects = 0;
    for (Slab slab : ordered) {
      slab.trouble().ifPresent(context.faults()::add);
      objects += slab.objects();
      print(slab, "", slab.cpu());
    }
    compare(cache, ordered.size(), objects);
    text("");
    flush();
  }

  /** With the counters of the nodes. A slab may be on its way to the crashing processor. */
  private void compare(SlabCache cache, long slabs, long objects) {
    SlabUsage usage = walk.usage(cache);
    boolean same = usage.slabs().orElse(slabs) == slabs && usage.total().orElse(objects) == objects;
    if (!same) {
      context
          .faults()
          .add(
              cache.name()
                  + ": its nodes count "
                  + usage.slabs().orElse(slabs)
                  + " slabs of "
                  + usage.total().orElse(objects)
                  + " objects, found are "
                  + slabs
                  + " of "
                  + objects);
    }
  }

  /** The slabs that are on lists. */
  void printListed(SlabCache cache, IntPredicate wanted) {
    List<CpuSlabs> cpus = walk.cpus(cache);
    for (CpuSlabs cpu : cpus) {
      if (wanted.test(cpu.cpu())) {
        print(cpu);
        context.faults().addAll(cpu.troubles());
      }
    }
    List<String> troubles = new ArrayList<>();
    for (Sheaf sheaf : walk.sheaves(cache, troubles)) {
      print(cache, sheaf);
    }
    context.faults().addAll(troubles);
    for (NodeSlabs node : walk.nodes(cache)) {
      print(node, cpus, wanted);
    }
    text("");
    flush();
  }

  private void print(CpuSlabs cpu) {
    String name = "CPU " + cpu.cpu();
    text(name + " KMEM_CACHE_CPU:");
    text("  " + Text.hex(cpu.address(), 16));
    text(name + " SLAB:");
    cpu.slab().ifPresent(slab -> print(slab, "cpu", cpu.cpu()));
    if (cpu.slab().isEmpty()) {
      text("  (empty)");
    }
    text(name + " PARTIAL:");
    for (Slab slab : cpu.partial()) {
      print(slab, "cpu_partial", cpu.cpu());
    }
    if (cpu.partial().isEmpty()) {
      text("  (empty)");
    }
  }

  private void print(SlabCache cache, Sheaf sheaf) {
    if (output.json()) {
      for (long object : sheaf.objects()) {
        output.row(rows.row(cache, sheaf, object));
      }
      return;
    }
    boolean barn = sheaf.place().equals("barn");
    text((barn ? "NODE " : "CPU ") + sheaf.owner() + " SHEAF (" + sheaf.place() + "):");
    String what = sheaf.isFree() ? " free objects" : " objects wait for a grace period";
    text("  " + Text.hex(sheaf.address(), 16) + "  " + sheaf.objects().length + what);
    for (long object : sheaf.objects()) {
      String address = Long.toHexString(object);
      text(sheaf.isFree() ? "   " + address + "  " : "  [" + address + "]");
    }
  }

  private void print(NodeSlabs node, List<CpuSlabs> cpus, IntPredicate wanted) {
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
    print(node.partial(), "node_partial", node.node());
    text("NODE " + node.node() + " FULL:");
    node.full().ifPresent(full -> print(full, "node_full", node.node()));
    if (node.full().isEmpty()) {
      text("  (not tracked)");
    }
    context.faults().addAll(node.troubles());
  }

  /** Slabs of a node: text has one line each, as crash has it, rows have the objects. */
  private void print(List<Slab> slabs, String list, int node) {
    text(slabs.isEmpty() ? "  (empty)" : TITLES);
    for (Slab slab : slabs) {
      if (output.json()) {
        print(slab, list, node);
      } else {
        text(line(slab));
      }
    }
  }

  private void text(String line) {
    if (!output.json()) {
      pending.append(line).append('\n');
    }
  }

  private void print(Slab slab, String list, int owner) {
    output.checkInterrupted();
    if (output.json()) {
      for (int i = 0; i < slab.objects(); i++) {
        output.row(rows.row(slab, i, list, owner));
      }
      return;
    }
    AsciiText text = pending;
    text.append(TITLES).append('\n').append(line(slab)).append('\n').append(OBJECTS).append('\n');
    for (int i = 0; i < slab.objects(); i++) {
      object(text, slab, i, "cpu ", owner, " cache");
    }
    if (text.length() > ENOUGH) {
      flush();
    }
  }

  /** What was gathered goes out before anything else does. */
  private void flush() {
    output.write(pending.bytes(), pending.length());
    pending.clear();
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

  private void object(AsciiText text, Slab slab, int i, String before, int cpu, String after) {
    long at = slab.object(i);
    ObjectState state = slab.state(i);
    switch (state) {
      case ALLOCATED, RCU_FREE -> text.append(ALLOCATED).hex(at, 1).append(']');
      case UNKNOWN -> text.append(UNKNOWN).hex(at, 1).append('?');
      default -> text.append(FREE).hex(at, 1).append(BLANKS);
    }
    // What other processors freed into a processor's slab is on the slab's own list.
    if (state == ObjectState.CPU_FREE || state == ObjectState.FREE && slab.cpu() >= 0) {
      text.append('(').append(before);
      if (cpu >= 0) {
        text.append(Integer.toString(cpu));
      }
      text.append(after).append(')');
    } else if (state == ObjectState.SHEAF_FREE) {
      text.append("(sheaf)");
    } else if (state == ObjectState.RCU_FREE) {
      text.append("(kfree_rcu)");
    }
    text.append(rows.user(slab, i)).append('\n');
  }

  /** The object that holds {@code address} in the slab at {@code slabAddress}. */
  void printObject(long slabAddress, long address, boolean page) {
    try {
      SlabCache cache = SlabCaches.of(kernel).at(walk.cacheOf(slabAddress));
      Slab slab = walk.slab(cache, slabAddress);
      slab.trouble().ifPresent(context.faults()::add);
      printFound(slab, address, page);
    } catch (MemoryFault fault) {
      context.faults().add(String.valueOf(fault.getMessage()));
    }
  }

  private void printFound(Slab slab, long address, boolean page) {
    int index = page ? -1 : slab.indexOf(address);
    if (output.json()) {
      JsonObject row =
          new JsonObject()
              .put("kind", "slab")
              .put("cache", slab.cache().name())
              .putAddress("kmem_cache", slab.cache().address())
              .putAddress("slab", slab.address())
              .putAddress("memory", slab.memory());
      if (index >= 0) {
        boolean free = !slab.state(index).isAllocated();
        row.putAddress("object", slab.object(index))
            .put("offset", address - slab.object(index))
            .put("free", free);
        rows.putUsers(row, slab, index);
      }
      output.row(row);
      return;
    }
    caches.printTitles();
    caches.print(slab.cache());
    pending
        .append(TITLES)
        .append('\n')
        .append(line(slab))
        .append('\n')
        .append(OBJECTS)
        .append('\n');
    if (index >= 0) {
      object(pending, slab, index, "cpu ", -1, "cache");
    }
    flush();
  }
}
