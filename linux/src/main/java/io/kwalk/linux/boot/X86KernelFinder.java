package io.kwalk.linux.boot;

import io.kwalk.core.arch.VirtualMemory;
import io.kwalk.core.arch.x86_64.X86PageTables;
import io.kwalk.core.debuginfo.Vmcoreinfo;
import io.kwalk.core.image.DumpImage;
import io.kwalk.core.image.PhysicalMemory;
import io.kwalk.core.memory.MemoryFault.Space;
import io.kwalk.linux.KernelNotFoundException;
import java.util.List;
import java.util.Optional;

/** Finds an x86-64 kernel in an image. */
final class X86KernelFinder {
  /** KERNEL_IMAGE_SIZE with KASLR (arch/x86/include/asm/page_64_types.h). */
  private static final long IMAGE_SIZE = 1L << 30;

  private X86KernelFinder() {}

  /**
   * By the vmcoreinfo of the image's headers if that suffices, else by one in memory, else by the
   * banner. The last two read all memory.
   */
  static KernelLayout find(DumpImage image, Vmcoreinfo header) throws KernelNotFoundException {
    if (VmcoreinfoFinder.isUsable(header)) {
      return byVmcoreinfo(image, header);
    }
    Optional<KernelLayout> inMemory = inMemory(image);
    return inMemory.isPresent() ? inMemory.get() : byBanner(image, header);
  }

  /** By a vmcoreinfo in memory. */
  static Optional<KernelLayout> inMemory(DumpImage image) {
    return new VmcoreinfoFinder(image.memory())
        .find()
        .map(vmcoreinfo -> byVmcoreinfo(image, vmcoreinfo));
  }

  /** By the banner and page tables; {@code header} is kept for what little it says. */
  static KernelLayout byBanner(DumpImage image, Vmcoreinfo header) throws KernelNotFoundException {
    X86BannerFinder.Found found =
        new X86BannerFinder(image.memory())
            .find()
            .orElseThrow(() ->
                new KernelNotFoundException(
                    "no Linux kernel found: neither vmcoreinfo nor a mapped linux_banner",
                    "check with `kwalk info` that memory from the kernel image on is in the"
                        + " dump"));
    X86PageTables tables = new X86PageTables(image.memory(), found.fiveLevels(), 0);
    return layout(
        image, header, found.release(), tables, found.rootTable(), found.physBase(), IMAGE_SIZE);
  }

  private static KernelLayout byVmcoreinfo(DumpImage image, Vmcoreinfo vmcoreinfo) {
    long physBase = vmcoreinfo.number("phys_base").orElse(0);
    boolean fiveLevels = vmcoreinfo.number("pgtable_l5_enabled").orElse(0) != 0;
    X86PageTables tables =
        new X86PageTables(image.memory(), fiveLevels, vmcoreinfo.number("sme_mask").orElse(0));
    long root =
        vmcoreinfo.symbol("swapper_pg_dir").orElse(0) - X86KernelMap.START_KERNEL_MAP + physBase;
    return layout(
        image,
        vmcoreinfo,
        vmcoreinfo.value("OSRELEASE").orElse(""),
        tables,
        root,
        physBase,
        vmcoreinfo.number("KERNEL_IMAGE_SIZE").orElse(IMAGE_SIZE));
  }

  private static KernelLayout layout(
      DumpImage image,
      Vmcoreinfo vmcoreinfo,
      String release,
      X86PageTables tables,
      long root,
      long physBase,
      long imageSize) {
    X86KernelMap map =
        new X86KernelMap(tables, root, physBase, imageSize, physicalLimit(image.memory()));
    VirtualMemory memory = new VirtualMemory(image.memory(), map, Space.KERNEL, tables.pageSize());
    long kernelOffset = vmcoreinfo.hexadecimalOf("KERNELOFFSET").orElse(0);
    return new KernelLayout(release, vmcoreinfo, tables, memory, map, root, physBase, kernelOffset);
  }

  private static long physicalLimit(PhysicalMemory memory) {
    List<PhysicalMemory.Range> ranges = memory.ranges();
    return ranges.isEmpty() ? 0 : ranges.getLast().end();
  }
}
