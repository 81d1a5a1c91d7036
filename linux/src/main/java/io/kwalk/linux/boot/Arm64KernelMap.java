package io.kwalk.linux.boot;

import io.kwalk.core.arch.arm64.Arm64PageTables;
import io.kwalk.core.debuginfo.Symbol;
import io.kwalk.core.debuginfo.Symbols;
import io.kwalk.core.memory.AddressRange;
import io.kwalk.core.memory.Memory;
import io.kwalk.core.memory.MemoryFault;
import io.kwalk.core.memory.MemoryFault.Space;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The kernel half of an arm64 address space (Documentation/arch/arm64/memory.rst, since 5.4): the
 * linear map takes its lower half and is arithmetic, the rest is in the page tables.
 */
final class Arm64KernelMap implements KernelMap {
  private static final int HALF_BIT = 55;

  /** An image has less than that to each side of a place in it. */
  private static final long IMAGE_REACH = 128L << 20;

  private final Arm64PageTables tables;
  private final long rootTable;
  private final long pageOffset;
  private final long pageEnd;
  private final long anchor;
  private volatile boolean linear;
  private volatile long physOffset;

  /**
   * @param builtBits VA_BITS
   * @param anchor a virtual address in the kernel's image
   * @param physOffset memstart_addr, if it is known already
   */
  Arm64KernelMap(
      Arm64PageTables tables, long rootTable, int builtBits, long anchor, OptionalLong physOffset) {
    this.tables = tables;
    this.rootTable = rootTable;
    this.pageOffset = -1L << builtBits;
    this.pageEnd = -1L << leastBits(tables.regime().pageShift(), builtBits) - 1;
    this.anchor = anchor;
    this.linear = physOffset.isPresent();
    this.physOffset = physOffset.orElse(0);
  }

  /** VA_BITS_MIN: what a kernel of 52 bits has on processors without them. */
  static int leastBits(int pageShift, int builtBits) {
    return builtBits <= 48 ? builtBits : pageShift == 14 ? 47 : 48;
  }

  private static long untagged(long address) {
    return address << 63 - HALF_BIT >> 63 - HALF_BIT;
  }

  @Override
  public boolean isDirectMap(long address) {
    long plain = untagged(address);
    return Long.compareUnsigned(plain, pageOffset) >= 0 && Long.compareUnsigned(plain, pageEnd) < 0;
  }

  @Override
  public OptionalLong directMapOf(long physical) {
    return linear ? OptionalLong.of(physical - physOffset + pageOffset) : OptionalLong.empty();
  }

  /** Takes memstart_addr, if the page tables agree with it. */
  @Override
  public void learn(Memory memory, Symbols symbols) {
    Optional<Symbol> symbol = symbols.find("memstart_addr");
    if (linear || symbol.isEmpty()) {
      return;
    }
    try {
      long offset = memory.u64(symbol.get().address());
      long root = rootTable - offset + pageOffset;
      if (isDirectMap(root) && tables.translate(rootTable, root, Space.KERNEL) == rootTable) {
        physOffset = offset;
        linear = true;
      }
    } catch (MemoryFault _) {
      // Page tables serve as well.
    }
  }

  /** As far as pages follow each other around a place in it. */
  @Override
  public Optional<AddressRange> mappedImage() {
    long page = tables.pageSize();
    long start = anchor & -page;
    long end = start;
    while (end - anchor < IMAGE_REACH && isMapped(end)) {
      end += page;
    }
    while (anchor - start < IMAGE_REACH && isMapped(start - page)) {
      start -= page;
    }
    return start == end ? Optional.empty() : Optional.of(new AddressRange(start, end));
  }

  private boolean isMapped(long address) {
    return tables.walk(rootTable, address).mapped();
  }

  @Override
  public long physical(long address) {
    if ((address >>> HALF_BIT & 1) == 0) {
      throw new MemoryFault(Space.KERNEL, address, MemoryFault.Reason.INVALID);
    }
    return linear && isDirectMap(address)
        ? untagged(address) - pageOffset + physOffset
        : tables.translate(rootTable, address, Space.KERNEL);
  }
}
