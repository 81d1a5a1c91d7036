package io.kwalk.linux.boot;

import io.kwalk.core.arch.PageTables;
import io.kwalk.core.arch.VirtualMemory;
import io.kwalk.core.debuginfo.Vmcoreinfo;
import io.kwalk.core.image.DumpImage;
import io.kwalk.linux.KernelNotFoundException;

/**
 * Where a kernel lies in physical memory and how its virtual addresses are mapped.
 *
 * @param release `uname -r`
 * @param vmcoreinfo the dump's own, or one found in memory, or empty
 * @param pageTables of the architecture
 * @param memory the kernel's virtual memory
 * @param rootTable physical address of the kernel's top page table
 * @param physBase what is added to (address - __START_KERNEL_map) to give a physical address
 * @param kernelOffset KASLR's shift of the kernel image, 0 without it
 */
public record KernelLayout(
    String release,
    Vmcoreinfo vmcoreinfo,
    PageTables pageTables,
    VirtualMemory memory,
    X86KernelMap map,
    long rootTable,
    long physBase,
    long kernelOffset) {
  private static final int EM_X86_64 = 62;

  /**
   * Finds the kernel: by vmcoreinfo in the image's headers, else by vmcoreinfo in memory, else by
   * its banner.
   *
   * @throws KernelNotFoundException if nothing of that is there
   */
  public static KernelLayout find(DumpImage image) throws KernelNotFoundException {
    int machine = image.machine();
    if (machine != EM_X86_64 && machine != 0) {
      throw new KernelNotFoundException(
          "its architecture is not supported yet (ELF machine " + machine + ")",
          "x86-64 dumps can be opened; `kwalk info` works on this one");
    }
    Vmcoreinfo vmcoreinfo = Vmcoreinfo.parse(image.vmcoreinfo().orElse(new byte[0]));
    return X86KernelFinder.find(image, vmcoreinfo);
  }

  /**
   * Finds the kernel as if the image's headers said nothing of it.
   *
   * @throws KernelNotFoundException if no vmcoreinfo is in memory
   */
  public static KernelLayout findInMemory(DumpImage image) throws KernelNotFoundException {
    return X86KernelFinder.inMemory(image)
        .orElseThrow(
            () -> new KernelNotFoundException("no vmcoreinfo in memory", "try the banner"));
  }

  /**
   * Finds the kernel as if there were no vmcoreinfo at all.
   *
   * @throws KernelNotFoundException if no page table maps a linux_banner
   */
  public static KernelLayout findByBanner(DumpImage image) throws KernelNotFoundException {
    return X86KernelFinder.byBanner(image, Vmcoreinfo.parse(new byte[0]));
  }
}
