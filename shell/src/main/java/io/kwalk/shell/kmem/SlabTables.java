package io.kwalk.shell.kmem;

import io.kwalk.linux.Kernel;
import io.kwalk.linux.slab.SlabCache;
import io.kwalk.linux.slab.SlabCaches;
import io.kwalk.linux.slab.SlabUsage;
import io.kwalk.linux.slab.SlabWalk;
import io.kwalk.shell.JsonObject;
import io.kwalk.shell.Output;
import io.kwalk.shell.Text;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/** kmem -s: a row for each cache. */
final class SlabTables {
  private static final String TITLES =
      "CACHE             OBJSIZE  ALLOCATED     TOTAL  SLABS  SSIZE  NAME";

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
        output.row(
            new JsonObject().putAddress("kmem_cache", cache.address()).put("cache", cache.name()));
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
              .putAddress("kmem_cache", cache.address())
              .put("cache", cache.name())
              .put("object_size", cache.objectSize())
              .put("size", cache.size());
      put(row, "allocated", usage.allocated());
      put(row, "total", usage.total());
      put(row, "slabs", usage.slabs());
      output.row(row.put("slab_size", slabSize));
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
}
