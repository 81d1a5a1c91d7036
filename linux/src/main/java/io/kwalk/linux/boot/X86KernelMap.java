package io.kwalk.linux.boot;

import io.kwalk.core.arch.x86_64.X86PageTables;
import io.kwalk.core.debuginfo.Symbol;
import io.kwalk.core.debuginfo.Symbols;
import io.kwalk.core.memory.AddressRange;
import io.kwalk.core.memory.Memory;
import io.kwalk.core.memory.MemoryFault;
import io.kwalk.core.memory.MemoryFault.Space;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The kernel half of an x86-64 address space (Documentation/arch/x86/x86_64/mm.rst): the image's
 * mapping and the direct map are arithmetic, the rest is in the page tables.
 */
final class X86KernelMap implements KernelMap {
  /** __START_KERNEL_map. */
  static final long START_KERNEL_MAP = 0xffff_ffff_8000_0000L;

  /** The image is mapped by pages of 2 MiB. */
  private static final long IMAGE_PAGE = 2 << 20;

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
   * Takes the direct map's base from page_offset_base; until then the direct map is read through
   * the page tables. A value that cannot be is passed over.
   */
  @Override
  public void learn(Memory memory, Symbols symbols) {
    Optional<Symbol> symbol = symbols.find("page_offset_base");
    if (symbol.isEmpty()) {
      return;
    }
    try {
      // It lies in the image, whose mapping is arithmetic.
      long base = memory.u64(symbol.get().address());
      if (base < 0 && (base & (1L << 30) - 1) == 0) {
        directMap = base;
      }
    } catch (MemoryFault _) {
      // Page tables serve as well.
    }
  }

  @Override
  public OptionalLong directMapOf(long physical) {
    long base = directMap;
    return base == 0 ? OptionalLong.empty() : OptionalLong.of(base + physical);
  }

  /** From the first to the last 2 MiB of the image's range that is mapped. */
  @Override
  public Optional<AddressRange> mappedImage() {
    long start = 0;
    long end = 0;
    for (long offset = 0; offset < imageSize; offset += IMAGE_PAGE) {
      long address = START_KERNEL_MAP + offset;
      if (tables.walk(rootTable, address).mapped()) {
        start = start == 0 ? address : start;
        end = address + IMAGE_PAGE;
      }
    }
    return start == 0 ? Optional.empty() : Optional.of(new AddressRange(start, end));
  }

  /** Whether {@code address} lies in the mapping of the kernel image. */
  private boolean isImage(long address) {
    return Long.compareUnsigned(address - START_KERNEL_MAP, imageSize) < 0;
  }

  @Override
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
