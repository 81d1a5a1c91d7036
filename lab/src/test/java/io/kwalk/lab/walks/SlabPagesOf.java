package io.kwalk.lab.walks;

import io.kwalk.linux.Kernel;
import io.kwalk.linux.slab.SlabCaches;
import java.util.ArrayList;
import java.util.List;

/** Whether a dump has its slab pages: makedumpfile 1.7.2 takes those of 6.12 for free ones. */
final class SlabPagesOf {
  private SlabPagesOf() {}

  /** The slab caches are in slabs themselves. */
  static boolean areIn(Kernel kernel) {
    List<String> troubles = new ArrayList<>();
    SlabCaches.of(kernel).all(troubles);
    return troubles.isEmpty();
  }
}
