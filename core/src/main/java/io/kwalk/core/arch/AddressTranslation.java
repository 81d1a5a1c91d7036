package io.kwalk.core.arch;

import io.kwalk.core.memory.MemoryFault;

/** From virtual to physical addresses of one address space. Safe for several threads. */
@FunctionalInterface
public interface AddressTranslation {
  /**
   * The physical address behind {@code virtualAddress}.
   *
   * @throws MemoryFault if nothing is mapped there
   */
  long physical(long virtualAddress);
}
