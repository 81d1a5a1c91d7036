package io.kwalk.shell.command;

import io.kwalk.linux.Kernel;

/** The kernel's page size as a power of two. */
final class PageShift {
  private PageShift() {}

  static int of(Kernel kernel) {
    return Integer.numberOfTrailingZeros(kernel.pageTables().pageSize());
  }
}
