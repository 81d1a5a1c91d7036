package io.kwalk.linux.mm;

import io.kwalk.core.object.UnknownNameException;
import io.kwalk.linux.Kernel;
import java.util.ArrayList;
import java.util.List;

/** Which physical pages have a struct page. */
public final class SystemPages {
  private final List<MemorySection> sections;

  private SystemPages(Kernel kernel) {
    sections = read(kernel);
  }

  private static List<MemorySection> read(Kernel kernel) {
    try {
      return List.copyOf(MemorySections.of(kernel, new ArrayList<>()));
    } catch (UnknownNameException _) {
      return List.of();
    }
  }

  /** Whether the page at a physical address has a struct page. */
  public static boolean exists(Kernel kernel, long physical) {
    long page = physical / kernel.pageTables().pageSize();
    for (MemorySection section : kernel.part(SystemPages.class, SystemPages::new).sections) {
      if (page >= section.firstPage() && page - section.firstPage() < section.pages()) {
        return true;
      }
    }
    return false;
  }

  /** Whether {@code address} is that of a struct page. */
  public static boolean isStructPage(Kernel kernel, long address) {
    PageStructs pages = PageStructs.of(kernel);
    return pages.isStruct(address) && exists(kernel, pages.physicalOf(address));
  }
}
