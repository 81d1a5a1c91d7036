package io.kwalk.linux.boot;

import io.kwalk.core.arch.AddressTranslation;
import io.kwalk.core.debuginfo.Symbols;
import io.kwalk.core.memory.AddressRange;
import io.kwalk.core.memory.Memory;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The kernel's half of the address space: what of it is arithmetic, the rest is in the page tables.
 */
public interface KernelMap extends AddressTranslation {
  /** Whether {@code address} lies in the direct map of all physical memory. */
  boolean isDirectMap(long address);

  /** Where the direct map has a physical address; empty while its place is not known. */
  OptionalLong directMapOf(long physical);

  /** Takes what the kernel's own variables say of its map, once they can be found. */
  void learn(Memory memory, Symbols symbols);

  /** What the page tables map of the kernel's image, gaps included. */
  Optional<AddressRange> mappedImage();
}
