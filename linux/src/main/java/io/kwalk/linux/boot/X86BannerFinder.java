package io.kwalk.linux.boot;

import io.kwalk.core.arch.PageWalk;
import io.kwalk.core.arch.x86_64.X86PageTables;
import io.kwalk.core.image.PhysicalMemory;
import io.kwalk.core.memory.ByteArrays;
import io.kwalk.core.memory.MemoryFault;
import java.nio.ByteOrder;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Collectors;

/**
 * Finds an x86-64 kernel that no vmcoreinfo describes: linux_banner gives physical addresses of its
 * read-only data, and a top page table that maps one of them in the kernel image's range gives the
 * virtual address.
 */
final class X86BannerFinder {
  /** The kernel image's range (KERNEL_IMAGE_SIZE with KASLR) in pages of 2 MiB, as it is mapped. */
  private static final int IMAGE_PAGES = 512;

  private static final long IMAGE_PAGE = 2 << 20;

  private static final long PRESENT_WRITABLE = 3;

  private final PhysicalMemory memory;

  X86BannerFinder(PhysicalMemory memory) {
    this.memory = memory;
  }

  /**
   * A kernel that was found.
   *
   * @param rootTable physical address of a top page table that maps the banner
   */
  record Found(Banner banner, long physBase, long rootTable, boolean fiveLevels) {}

  Optional<Found> find(List<Banner> banners) {
    if (banners.isEmpty()) {
      return Optional.empty();
    }
    PhysicalScan scan = new PhysicalScan(memory);
    List<Long> roots = scan.find(X86BannerFinder::rootCandidate, 4096);
    // Five levels first: the second table of a five-level kernel would pass for the first of four.
    for (boolean fiveLevels : new boolean[] {true, false}) {
      X86PageTables tables = new X86PageTables(memory, fiveLevels, 0);
      List<Found> matches =
          roots.stream().flatMap(root -> match(tables, root, banners).stream()).toList();
      if (!matches.isEmpty()) {
        return Optional.of(best(matches));
      }
    }
    return Optional.empty();
  }

  /**
   * Boot code, kexec and the trampoline have tables of their own that map the image elsewhere or
   * map little else. The tables of all processes agree with the kernel's own, which alone has an
   * empty user half.
   */
  private Found best(List<Found> matches) {
    Map<Long, Long> votes =
        matches.stream().collect(Collectors.groupingBy(Found::physBase, Collectors.counting()));
    return matches.stream()
        .max(
            Comparator.<Found>comparingLong(found -> votes.getOrDefault(found.physBase, 0L))
                .thenComparingInt(found -> entries(found.rootTable, 256, 512))
                .thenComparingInt(found -> -entries(found.rootTable, 0, 256)))
        .orElseThrow();
  }

  private int entries(long root, int from, int to) {
    int count = 0;
    for (int i = from; i < to; i++) {
      try {
        count += memory.u64(root + 8L * i) == 0 ? 0 : 1;
      } catch (MemoryFault _) {
        return 0;
      }
    }
    return count;
  }

  /** A top table's last entry leads to the kernel image: present, writable, not a large page. */
  private static OptionalLong rootCandidate(long address, byte[] page) {
    long last = ByteArrays.u64(page, page.length - 8, ByteOrder.LITTLE_ENDIAN);
    boolean table = (last & PRESENT_WRITABLE) == PRESENT_WRITABLE && (last & 0x80) == 0;
    return table && (last & 0x000f_ffff_ffff_f000L) != 0
        ? OptionalLong.of(address)
        : OptionalLong.empty();
  }

  private Optional<Found> match(X86PageTables tables, long root, List<Banner> banners) {
    for (int i = 0; i < IMAGE_PAGES; i++) {
      long virtual = X86KernelMap.START_KERNEL_MAP + i * IMAGE_PAGE;
      PageWalk walk = tables.walk(root, virtual);
      if (walk.fault() != null) {
        return Optional.empty();
      }
      if (!walk.mapped()) {
        // Nothing below an entry of 1 GiB or more: not the kernel's table.
        if (walk.steps().size() < (tables.fiveLevels() ? 4 : 3)) {
          return Optional.empty();
        }
        continue;
      }
      for (Banner banner : banners) {
        long offset = banner.address() - walk.physical();
        if (offset >= 0
            && offset < IMAGE_PAGE
            && maps(tables, root, virtual + offset, banner.address())) {
          long physBase = banner.address() - (virtual + offset - X86KernelMap.START_KERNEL_MAP);
          return Optional.of(new Found(banner, physBase, root, tables.fiveLevels()));
        }
      }
    }
    return Optional.empty();
  }

  private static boolean maps(X86PageTables tables, long root, long virtual, long physical) {
    PageWalk walk = tables.walk(root, virtual);
    return walk.mapped() && walk.physical() == physical;
  }
}
