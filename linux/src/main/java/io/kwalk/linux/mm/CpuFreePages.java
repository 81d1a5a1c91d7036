package io.kwalk.linux.mm;

import io.kwalk.core.debuginfo.ArrayType;
import io.kwalk.core.debuginfo.Field;
import io.kwalk.core.memory.Memory;
import io.kwalk.core.memory.MemoryFault;
import io.kwalk.linux.Kernel;
import io.kwalk.linux.structures.ListHead;
import io.kwalk.linux.structures.ListWalk;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.PrimitiveIterator;

/**
 * Free pages of a zone that a processor keeps for itself: struct per_cpu_pages.
 *
 * @param address of the per_cpu_pages
 * @param counted pages by its counter
 * @param lists by order, then by migrate type
 */
public record CpuFreePages(int cpu, long address, long counted, List<FreeArea> lists) {
  /**
   * MIGRATE_PCPTYPES by lists of orders up to PAGE_ALLOC_COSTLY_ORDER, since 5.13 (44042b449872).
   */
  private static final int LOW_ORDERS = 4;

  private static final int DEFAULT_TYPES = 3;
  private static final int MAX_LISTS = 64;

  /** Pages on the lists. */
  public long found() {
    long pages = 0;
    for (FreeArea list : lists) {
      pages += list.freePages();
    }
    return pages;
  }

  /**
   * Those of every processor that runs.
   *
   * @param troubles takes what could not be read
   * @throws io.kwalk.core.object.UnknownNameException if the kernel has no such types
   */
  public static List<CpuFreePages> of(Kernel kernel, MemoryZone zone, List<String> troubles) {
    // struct per_cpu_pageset around it before 5.14 (28f836b6777b).
    Optional<Field> inner = kernel.findField("per_cpu_pageset", "pcp");
    Field pointer = kernel.field("zone", "per_cpu_pageset", "pageset");
    List<CpuFreePages> all = new ArrayList<>();
    PrimitiveIterator.OfInt cpus = kernel.perCpu().online().iterator();
    while (cpus.hasNext()) {
      int cpu = cpus.nextInt();
      try {
        long base = pointer.get(kernel.memory(), zone.address()) + kernel.perCpu().offset(cpu);
        long address = inner.isPresent() ? inner.get().addressIn(base) : base;
        all.add(read(kernel, cpu, address, troubles));
      } catch (MemoryFault fault) {
        troubles.add(fault.getMessage());
      }
    }
    return all;
  }

  private static CpuFreePages read(Kernel kernel, int cpu, long address, List<String> troubles) {
    Memory memory = kernel.memory();
    Field lists = kernel.field("per_cpu_pages", "lists");
    Field link = kernel.field("page", "pcp_list", "lru");
    long number = lists.type().strip() instanceof ArrayType type ? type.count() : 0;
    int types = (int) kernel.imageTypes().enumerator("MIGRATE_PCPTYPES").orElse(DEFAULT_TYPES);
    List<FreeArea> found = new ArrayList<>();
    for (int i = 0; i < Math.min(MAX_LISTS, number); i++) {
      long head = lists.addressIn(address) + 16L * i;
      ListWalk walk = ListHead.walk(memory, head);
      walk.trouble().ifPresent(troubles::add);
      long[] pages = walk.nodes().clone();
      for (int page = 0; page < pages.length; page++) {
        pages[page] -= link.offset();
      }
      boolean low = i < types * LOW_ORDERS;
      int order = low ? i / types : hugeOrder(kernel);
      found.add(new FreeArea(head, order, low ? i % types : i - types * LOW_ORDERS, pages));
    }
    long counted = kernel.field("per_cpu_pages", "count").get(memory, address);
    return new CpuFreePages(cpu, address, counted, found);
  }

  /** HPAGE_PMD_ORDER: a page of entries. */
  private static int hugeOrder(Kernel kernel) {
    return Integer.numberOfTrailingZeros(kernel.pageTables().pageSize() / Long.BYTES);
  }
}
