package io.kwalk.linux.mm;

import io.kwalk.core.memory.Memory;
import io.kwalk.core.memory.MemoryFault;
import io.kwalk.linux.Kernel;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/**
 * A pool of huge pages: struct hstate.
 *
 * @param order of a huge page: 2^order pages
 * @param free huge pages that nobody has
 * @param total huge pages
 * @param reserved promised to mappings, and not yet taken
 * @param surplus beyond the pool's size
 * @param nodes what each memory node has of it
 */
public record HugePagePool(
    long address,
    int order,
    long free,
    long total,
    long reserved,
    long surplus,
    String name,
    List<Node> nodes) {
  /** What a memory node has of a pool, in huge pages. */
  public record Node(int node, long free, long total, long surplus) {}

  /** HUGE_MAX_HSTATE is 2 on x86-64, 4 on arm64. */
  private static final int MAX_POOLS = 16;

  private static final int MAX_NAME = 32;

  /** All pools; none where the kernel has no hugetlbfs. */
  public static List<HugePagePool> of(Kernel kernel, List<String> troubles) {
    OptionalLong table = kernel.findAddress("hstates");
    OptionalLong counter = kernel.findAddress("hugetlb_max_hstate");
    List<HugePagePool> pools = new ArrayList<>();
    if (table.isEmpty() || counter.isEmpty()) {
      return pools;
    }
    Memory memory = kernel.memory();
    try {
      long size = kernel.struct("hstate").size();
      long count = Math.clamp((long) memory.s32(counter.getAsLong()), 0, MAX_POOLS);
      for (int i = 0; i < count; i++) {
        long pool = table.getAsLong() + i * size;
        pools.add(pool(kernel, pool));
      }
    } catch (MemoryFault fault) {
      troubles.add(fault.getMessage());
    }
    return pools;
  }

  private static HugePagePool pool(Kernel kernel, long pool) {
    Memory memory = kernel.memory();
    List<Node> nodes = new ArrayList<>();
    for (MemoryNode node : MemoryNodes.of(kernel).all(new ArrayList<>())) {
      nodes.add(
          new Node(
              node.id(),
              ofNode(kernel, "free_huge_pages_node", pool, node.id()),
              ofNode(kernel, "nr_huge_pages_node", pool, node.id()),
              ofNode(kernel, "surplus_huge_pages_node", pool, node.id())));
    }
    return new HugePagePool(
        pool,
        (int) (kernel.field("hstate", "order").get(memory, pool) & 63),
        kernel.field("hstate", "free_huge_pages").get(memory, pool),
        kernel.field("hstate", "nr_huge_pages").get(memory, pool),
        kernel.field("hstate", "resv_huge_pages").get(memory, pool),
        kernel.field("hstate", "surplus_huge_pages").get(memory, pool),
        memory.cString(kernel.field("hstate", "name").addressIn(pool), MAX_NAME),
        nodes);
  }

  private static long ofNode(Kernel kernel, String counters, long pool, int node) {
    return kernel.memory().u32(kernel.field("hstate", counters).addressIn(pool) + 4L * node);
  }
}
