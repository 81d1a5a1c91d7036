package io.kwalk.linux.boot;

import io.kwalk.core.arch.AddressTranslation;
import io.kwalk.core.arch.x86_64.X86PageTables;
import io.kwalk.core.memory.Memory;
import io.kwalk.core.memory.MemoryFault;
import io.kwalk.core.memory.MemoryFault.Space;
import java.util.OptionalLong;

/**
 * The kernel half of an x86-64 address space (Documentation/arch/x86/x86_64/mm.rst): the image's
 * mapping and the direct map are arithmetic, the rest is in the page tables.
 */
public final class X86KernelMap implements AddressTranslation {
  /** __START_KERNEL_map. */
  public static final long START_KERNEL_MAP = 0xffff_ffff_8000_0000L;

  private final X86PageTables tables;
  private final long rootTable;
  private final long physBase;
  private final long imageSize;
  private final long physicalLimit;
  private volatile long directMap;

  X86KernelMap(
      X86PageTables tables, long rootTable, long physBase, long imageSize, long physicalLimit) {
    this.tables = tables;
    this.rootTable = rootTable;
    this.physBase = physBase;
    this.imageSize = imageSize;
    this.physicalLimit = physicalLimit;
  }

  /**
   * Takes the direct map's base from page_offset_base, once that is known; until then the direct
   * map is read through the page tables. A value that cannot be is passed over.
   */
  public void directMapAt(Memory memory, long pageOffsetBase) {
    try {
      long base = memory.u64(pageOffsetBase);
      if (base < 0 && (base & (1L << 30) - 1) == 0) {
        directMap = base;
      }
    } catch (MemoryFault _) {
      // Page tables serve as well.
    }
  }

  /** page_offset_base, if known. */
  public OptionalLong directMap() {
    long known = directMap;
    return known == 0 ? OptionalLong.empty() : OptionalLong.of(known);
  }

  /** Whether {@code address} lies in the mapping of the kernel image. */
  public boolean isImage(long address) {
    return Long.compareUnsigned(address - START_KERNEL_MAP, imageSize) < 0;
  }

  /** Whether {@code address} lies in the direct map of all physical memory. */
  public boolean isDirectMap(long address) {
    long base = directMap;
    return base != 0 && Long.compareUnsigned(address - base, physicalLimit) < 0;
  }

  @Override
  public long physical(long address) {
    if (isImage(address)) {
      return address - START_KERNEL_MAP + physBase;
    }
    if (isDirectMap(address)) {
      return address - directMap;
    }
    if (address >= 0) {
      throw new MemoryFault(Space.KERNEL, address, MemoryFault.Reason.INVALID);
    }
    return tables.translate(rootTable, address, Space.KERNEL);
  }
}
