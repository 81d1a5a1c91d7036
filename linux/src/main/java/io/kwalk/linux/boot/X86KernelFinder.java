package io.kwalk.linux.boot;

import io.kwalk.core.arch.VirtualMemory;
import io.kwalk.core.arch.x86_64.X86PageTables;
import io.kwalk.core.debuginfo.Vmcoreinfo;
import io.kwalk.core.image.DumpImage;
import io.kwalk.core.image.PhysicalMemory;
import io.kwalk.core.memory.MemoryFault.Space;
import io.kwalk.linux.KernelNotFoundException;
import java.util.List;

/** Finds an x86-64 kernel in an image. */
final class X86KernelFinder {
  /** KERNEL_IMAGE_SIZE with KASLR (arch/x86/include/asm/page_64_types.h). */
  private static final long IMAGE_SIZE = 1L << 30;

  private X86KernelFinder() {}

  static KernelLayout find(DumpImage image, Vmcoreinfo vmcoreinfo) throws KernelNotFoundException {
    long swapper =
        vmcoreinfo
            .symbol("swapper_pg_dir")
            .orElseThrow(() -> notFound("the dump has no vmcoreinfo that names swapper_pg_dir"));
    long physBase =
        vmcoreinfo
            .number("phys_base")
            .orElseThrow(() -> notFound("the dump's vmcoreinfo has no phys_base"));
    boolean fiveLevels = vmcoreinfo.number("pgtable_l5_enabled").orElse(0) != 0;
    long sme = vmcoreinfo.number("sme_mask").orElse(0);
    long imageSize = vmcoreinfo.number("KERNEL_IMAGE_SIZE").orElse(IMAGE_SIZE);
    X86PageTables tables = new X86PageTables(image.memory(), fiveLevels, sme);
    long root = swapper - X86KernelMap.START_KERNEL_MAP + physBase;
    X86KernelMap map =
        new X86KernelMap(tables, root, physBase, imageSize, physicalLimit(image.memory()));
    VirtualMemory memory = new VirtualMemory(image.memory(), map, Space.KERNEL, tables.pageSize());
    return new KernelLayout(
        vmcoreinfo.value("OSRELEASE").orElse(""),
        vmcoreinfo,
        tables,
        memory,
        map,
        root,
        physBase,
        vmcoreinfo.hexadecimalOf("KERNELOFFSET").orElse(0));
  }

  private static long physicalLimit(PhysicalMemory memory) {
    List<PhysicalMemory.Range> ranges = memory.ranges();
    return ranges.isEmpty() ? 0 : ranges.getLast().end();
  }

  private static KernelNotFoundException notFound(String why) {
    return new KernelNotFoundException(why, "`kwalk info` shows what the dump holds");
  }
}
