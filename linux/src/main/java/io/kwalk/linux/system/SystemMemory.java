package io.kwalk.linux.system;

import io.kwalk.core.debuginfo.ArrayType;
import io.kwalk.core.debuginfo.Field;
import io.kwalk.core.image.PhysicalMemory.Range;
import io.kwalk.core.memory.MemoryFault;
import io.kwalk.core.object.UnknownNameException;
import io.kwalk.linux.Kernel;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/** How much memory the machine had. */
public final class SystemMemory {
  /** MAX_NUMNODES is at most 1 << 10 (mm/Kconfig NODES_SHIFT). */
  private static final int MAX_NODES = 1024;

  private final Kernel kernel;
  private final long presentPages;

  private SystemMemory(Kernel kernel) {
    this.kernel = kernel;
    long pages = 0;
    try {
      Field present = kernel.field("pglist_data", "node_present_pages");
      for (long node : nodes(kernel)) {
        pages += present.get(kernel.memory(), node);
      }
    } catch (UnknownNameException | MemoryFault problem) {
      pages = 0;
      kernel.note("memory size: " + problem.getMessage());
    }
    presentPages = pages != 0 ? pages : pagesOfDump(kernel);
  }

  /** The ranges that the dump knows of: with what firmware reserved, so a little more. */
  private static long pagesOfDump(Kernel kernel) {
    return kernel.physical().ranges().stream().mapToLong(Range::size).sum()
        / kernel.pageTables().pageSize();
  }

  /** Of {@code kernel}; read once. */
  public static SystemMemory of(Kernel kernel) {
    return kernel.part(SystemMemory.class, SystemMemory::new);
  }

  /** Pages that exist, in all nodes: without holes, with what the kernel reserved. */
  public long presentPages() {
    return presentPages;
  }

  /** {@link #presentPages} in bytes. */
  public long presentBytes() {
    return presentPages * kernel.pageTables().pageSize();
  }

  /** Addresses of the nodes' pglist_data. */
  public static List<Long> nodes(Kernel kernel) {
    OptionalLong table = kernel.findAddress("node_data");
    if (table.isEmpty()) {
      return List.of(kernel.address("contig_page_data"));
    }
    List<Long> nodes = new ArrayList<>();
    for (int i = 0; i < nodeLimit(kernel); i++) {
      long node = kernel.memory().u64(table.getAsLong() + 8L * i);
      if (node != 0) {
        nodes.add(node);
      }
    }
    return nodes;
  }

  private static int nodeLimit(Kernel kernel) {
    OptionalLong length = kernel.vmcoreinfo().length("node_data");
    if (length.isEmpty()
        && kernel.imageTypes().variable("node_data").orElse(null) instanceof ArrayType array) {
      length = OptionalLong.of(array.count());
    }
    return Math.clamp(length.orElse(1), 1, MAX_NODES);
  }
}
