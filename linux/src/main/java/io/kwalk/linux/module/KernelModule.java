package io.kwalk.linux.module;

import java.util.List;

/**
 * A loaded module.
 *
 * @param address of its struct module
 * @param regions its memory: text first; with {@code mem[]} (6.4) each of its types that is there,
 *     else core and init layout
 */
public record KernelModule(long address, String name, List<Region> regions) {
  /** A range of a module's memory; {@code kind} is the kernel's name: "MOD_TEXT", "core_layout". */
  public record Region(String kind, long base, long size) {
    public boolean contains(long address) {
      return Long.compareUnsigned(address - base, size) < 0;
    }
  }

  /** Where its text lies, or what comes first of it; 0 if nothing of it is there. */
  public long base() {
    return regions.isEmpty() ? 0 : regions.getFirst().base();
  }

  /** Whether {@code address} lies in one of the module's regions. */
  public boolean contains(long address) {
    return regions.stream().anyMatch(region -> region.contains(address));
  }
}
