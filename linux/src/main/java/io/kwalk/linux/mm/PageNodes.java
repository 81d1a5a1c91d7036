package io.kwalk.linux.mm;

import io.kwalk.linux.Kernel;
import io.kwalk.linux.system.SystemMemory;

/** Which memory node a page lies in: the topmost bits of its flags (include/linux/mm.h). */
public final class PageNodes {
  private final PageStructs pages;
  private final int bits;

  private PageNodes(Kernel kernel) {
    pages = PageStructs.of(kernel);
    // NODES_WIDTH is that of MAX_NUMNODES, and 0 without NUMA. With SPARSEMEM_VMEMMAP, which alone
    // is walked here, no section's number is above it.
    boolean one = SystemMemory.nodes(kernel).size() < 2;
    long most = one ? 1 : 8 * kernel.vmcoreinfo().size("nodemask_t").orElse(8);
    bits = 63 - Long.numberOfLeadingZeros(most);
  }

  public static PageNodes of(Kernel kernel) {
    return kernel.part(PageNodes.class, PageNodes::new);
  }

  /**
   * The number of the node of a page.
   *
   * @param page address of its struct page
   * @throws io.kwalk.core.memory.MemoryFault if that cannot be read
   */
  public int nodeOf(long page) {
    return bits == 0 ? 0 : (int) (pages.flags(page) >>> 64 - bits);
  }
}
