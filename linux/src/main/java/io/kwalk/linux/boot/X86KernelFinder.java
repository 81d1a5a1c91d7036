package io.kwalk.linux.boot;

import io.kwalk.core.arch.Architecture;
import io.kwalk.core.arch.VirtualMemory;
import io.kwalk.core.arch.x86_64.X86Architecture;
import io.kwalk.core.arch.x86_64.X86PageTables;
import io.kwalk.core.debuginfo.Vmcoreinfo;
import io.kwalk.core.image.DumpImage;
import io.kwalk.core.image.PhysicalMemory;
import io.kwalk.core.memory.MemoryFault.Space;
import java.util.List;
import java.util.Optional;

/** Finds x86-64 kernels. */
final class X86KernelFinder implements KernelFinder {
  /** KERNEL_IMAGE_SIZE with KASLR (arch/x86/include/asm/page_64_types.h). */
  private static final long IMAGE_SIZE = 1L << 30;

  @Override
  public Architecture architecture() {
    return X86Architecture.X86_64;
  }

  @Override
  public boolean isDescribedBy(Vmcoreinfo vmcoreinfo) {
    return vmcoreinfo.symbol("swapper_pg_dir").isPresent()
        && vmcoreinfo.number("phys_base").isPresent();
  }

  @Override
  public long imageOffset(Vmcoreinfo vmcoreinfo) {
    return vmcoreinfo.number("phys_base").orElse(0) - X86KernelMap.START_KERNEL_MAP;
  }

  @Override
  public Optional<KernelLayout> byBanner(DumpImage image, Vmcoreinfo header, List<Banner> banners) {
    return new X86BannerFinder(image.memory())
        .find(banners)
        .map(found ->
            layout(
                image,
                header,
                found.banner().release(),
                new X86PageTables(image.memory(), found.fiveLevels(), 0),
                found.rootTable(),
                found.physBase(),
                IMAGE_SIZE));
  }

  @Override
  public KernelLayout byVmcoreinfo(DumpImage image, Vmcoreinfo vmcoreinfo) {
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
    return new KernelLayout(
        X86Architecture.X86_64,
        release,
        vmcoreinfo,
        tables,
        memory,
        map,
        root,
        physBase - X86KernelMap.START_KERNEL_MAP,
        kernelOffset);
  }

  private static long physicalLimit(PhysicalMemory memory) {
    List<PhysicalMemory.Range> ranges = memory.ranges();
    return ranges.isEmpty() ? 0 : ranges.getLast().end();
  }
}
