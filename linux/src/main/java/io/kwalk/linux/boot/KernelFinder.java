package io.kwalk.linux.boot;

import io.kwalk.core.arch.Architecture;
import io.kwalk.core.debuginfo.Vmcoreinfo;
import io.kwalk.core.image.DumpImage;
import java.util.List;
import java.util.Optional;

/** Finds kernels of one architecture in an image. */
interface KernelFinder {
  Architecture architecture();

  /** Whether a vmcoreinfo is of this architecture and says enough. */
  boolean isDescribedBy(Vmcoreinfo vmcoreinfo);

  /** What is added to an address in the kernel's image to give a physical one. */
  long imageOffset(Vmcoreinfo vmcoreinfo);

  KernelLayout byVmcoreinfo(DumpImage image, Vmcoreinfo vmcoreinfo);

  /**
   * By page tables that map one of the banners. Reads all memory.
   *
   * @param header kept for what little it says
   */
  Optional<KernelLayout> byBanner(DumpImage image, Vmcoreinfo header, List<Banner> banners);
}
