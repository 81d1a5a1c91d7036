package io.kwalk.linux.boot;

import io.kwalk.core.arch.Architecture;
import io.kwalk.core.arch.PageTables;
import io.kwalk.core.arch.VirtualMemory;
import io.kwalk.core.debuginfo.Vmcoreinfo;
import io.kwalk.core.image.DumpImage;
import io.kwalk.linux.KernelNotFoundException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Where a kernel lies in physical memory and how its virtual addresses are mapped.
 *
 * @param architecture of the machine it ran on
 * @param release `uname -r`
 * @param vmcoreinfo the dump's own, or one found in memory, or empty
 * @param pageTables of the architecture
 * @param memory the kernel's virtual memory
 * @param map how the kernel's addresses are mapped
 * @param rootTable physical address of the kernel's top page table
 * @param imageOffset what is added to an address in the kernel's image to give a physical one
 * @param kernelOffset KASLR's shift of the kernel image, 0 without it
 */
public record KernelLayout(
    Architecture architecture,
    String release,
    Vmcoreinfo vmcoreinfo,
    PageTables pageTables,
    VirtualMemory memory,
    KernelMap map,
    long rootTable,
    long imageOffset,
    long kernelOffset) {
  private static final List<KernelFinder> FINDERS =
      List.of(new X86KernelFinder(), new Arm64KernelFinder());

  /**
   * Finds the kernel: by vmcoreinfo in the image's headers, else by vmcoreinfo in memory, else by
   * its banner. The last two read all memory.
   *
   * @throws KernelNotFoundException if nothing of that is there
   */
  public static KernelLayout find(DumpImage image) throws KernelNotFoundException {
    List<KernelFinder> finders = findersOf(image.machine());
    Vmcoreinfo header = Vmcoreinfo.parse(image.vmcoreinfo().orElse(new byte[0]));
    for (KernelFinder finder : finders) {
      if (finder.isDescribedBy(header)) {
        return finder.byVmcoreinfo(image, header);
      }
    }
    Optional<KernelLayout> inMemory = inMemory(image, finders);
    return inMemory.isPresent() ? inMemory.get() : byBanner(image, header, finders);
  }

  /** All where the headers do not say which machine it was. */
  private static List<KernelFinder> findersOf(int machine) throws KernelNotFoundException {
    List<KernelFinder> fitting = new ArrayList<>();
    for (KernelFinder finder : FINDERS) {
      if (machine == 0 || finder.architecture().machine() == machine) {
        fitting.add(finder);
      }
    }
    if (fitting.isEmpty()) {
      throw new KernelNotFoundException(
          "its architecture is not supported yet (ELF machine " + machine + ")",
          "x86-64 and arm64 dumps can be opened; `kwalk info` works on this one");
    }
    return fitting;
  }

  /**
   * Finds the kernel as if the image's headers said nothing of it.
   *
   * @throws KernelNotFoundException if no vmcoreinfo is in memory
   */
  public static KernelLayout findInMemory(DumpImage image) throws KernelNotFoundException {
    return inMemory(image, findersOf(image.machine()))
        .orElseThrow(
            () -> new KernelNotFoundException("no vmcoreinfo in memory", "try the banner"));
  }

  private static Optional<KernelLayout> inMemory(DumpImage image, List<KernelFinder> finders) {
    VmcoreinfoFinder search = new VmcoreinfoFinder(image.memory(), finders);
    return search.find().map(found -> found.finder().byVmcoreinfo(image, found.vmcoreinfo()));
  }

  /**
   * Finds the kernel as if there were no vmcoreinfo at all.
   *
   * @throws KernelNotFoundException if no page table maps a linux_banner
   */
  public static KernelLayout findByBanner(DumpImage image) throws KernelNotFoundException {
    Vmcoreinfo none = Vmcoreinfo.parse(new byte[0]);
    return byBanner(image, none, findersOf(image.machine()));
  }

  private static KernelLayout byBanner(
      DumpImage image, Vmcoreinfo header, List<KernelFinder> finders)
      throws KernelNotFoundException {
    List<Banner> banners = Banner.all(image.memory());
    for (KernelFinder finder : finders) {
      Optional<KernelLayout> found = finder.byBanner(image, header, banners);
      if (found.isPresent()) {
        return found.get();
      }
    }
    throw new KernelNotFoundException(
        "no Linux kernel found: neither vmcoreinfo nor a mapped linux_banner",
        "check with `kwalk info` that memory from the kernel image on is in the dump");
  }
}
