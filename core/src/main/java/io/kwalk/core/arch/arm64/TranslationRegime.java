package io.kwalk.core.arch.arm64;

/**
 * How a kernel was built to translate addresses (VMSAv8-64).
 *
 * @param pageShift 12, 14 or 16: the granule
 * @param tableBits the bits of an address that the tables are made for (VA_BITS)
 * @param addressBits the bits that the processor translates: fewer than the tables' where a kernel
 *     of 52 bits runs on a processor of 48
 */
public record TranslationRegime(int pageShift, int tableBits, int addressBits) {
  public TranslationRegime {
    boolean granule = pageShift == 12 || pageShift == 14 || pageShift == 16;
    boolean size = tableBits >= 25 && tableBits <= 52 && addressBits >= 25;
    if (!granule || !size || addressBits > tableBits) {
      throw new IllegalArgumentException(pageShift + ", " + tableBits + ", " + addressBits);
    }
  }

  /**
   * The regime of a kernel.
   *
   * @param builtBits VA_BITS
   * @param addressBits 64 less TCR_EL1.T1SZ
   */
  public static TranslationRegime of(int pageShift, int builtBits, int addressBits) {
    // With 64 KiB pages the top table keeps its 1,024 entries on processors of 48 bits; with
    // smaller
    // pages levels fold away at run time (6.9).
    int tableBits = pageShift == 16 ? builtBits : Math.min(builtBits, addressBits);
    return new TranslationRegime(pageShift, tableBits, Math.min(addressBits, tableBits));
  }

  /** Address bits that one level translates. */
  int levelBits() {
    return pageShift - 3;
  }

  int levels() {
    return (tableBits - pageShift + levelBits() - 1) / levelBits();
  }

  int topShift() {
    return pageShift + (levels() - 1) * levelBits();
  }

  /** How many bytes an entry of the {@code step}th level of a walk maps, counted from 1. */
  public long sizeOfEntry(int step) {
    return 1L << topShift() - (Math.max(step, 1) - 1) * levelBits();
  }

  /** FEAT_LPA2: descriptors of 52 bits for pages below 64 KiB. */
  boolean hasWideDescriptors() {
    return pageShift < 16 && tableBits == 52;
  }

  /** Whether an entry of the level that translates from {@code shift} on may map a block. */
  boolean mayBeBlock(int shift) {
    int level = 3 - (shift - pageShift) / levelBits();
    int first =
        switch (pageShift) {
          case 12 -> hasWideDescriptors() ? 0 : 1;
          case 14 -> hasWideDescriptors() ? 1 : 2;
          default -> tableBits == 52 ? 1 : 2;
        };
    return level >= first && level < 3;
  }
}
