package io.kwalk.core.arch.arm64;

import io.kwalk.core.arch.PageEntry;

/**
 * How a kernel writes page table entries that are not valid: pages that nobody may touch, and
 * places in swap (arch/arm64/include/asm/pgtable.h and pgtable-prot.h).
 */
public enum InvalidEntries {
  /** To 5.18: PTE_PROT_NONE in bit 58, swap type in bits 2 to 7, offset in 8 to 57. */
  TYPE_AT_2(58, 2, 6, 8),
  /** From 5.19 on (PG_anon_exclusive in bit 2): the type in bits 3 to 7. */
  TYPE_AT_3(58, 3, 5, 8),
  /** From 6.10 on: PTE_PRESENT_INVALID in bit 11, the type in bits 6 to 10, offset in 12 to 61. */
  TYPE_AT_6(11, 6, 5, 12);

  private static final int OFFSET_BITS = 50;

  private final int pageBit;
  private final int typeShift;
  private final int typeBits;
  private final int offsetShift;

  InvalidEntries(int pageBit, int typeShift, int typeBits, int offsetShift) {
    this.pageBit = pageBit;
    this.typeShift = typeShift;
    this.typeBits = typeBits;
    this.offsetShift = offsetShift;
  }

  /** Whether the entry, which is not valid, names a page all the same. */
  boolean isPage(long entry) {
    return (entry & 1) == 0 && (entry >>> pageBit & 1) != 0;
  }

  PageEntry.Swap swap(long entry) {
    return new PageEntry.Swap(
        (int) (entry >>> typeShift & (1 << typeBits) - 1),
        entry >>> offsetShift & (1L << OFFSET_BITS) - 1);
  }
}
