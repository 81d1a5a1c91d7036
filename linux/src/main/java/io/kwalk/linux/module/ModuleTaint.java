package io.kwalk.linux.module;

import io.kwalk.core.debuginfo.Field;
import io.kwalk.linux.Kernel;
import java.util.Optional;

/** Why a module taints the kernel. */
public final class ModuleTaint {
  private ModuleTaint() {}

  /**
   * Its taint bits.
   *
   * @throws io.kwalk.core.memory.MemoryFault if its struct module cannot be read
   */
  public static long of(Kernel kernel, KernelModule module) {
    Optional<Field> taints = kernel.findField("module", "taints");
    return taints.isEmpty() ? 0 : taints.get().get(kernel.memory(), module.address());
  }
}
