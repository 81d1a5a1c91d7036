package io.kwalk.core.arch;

/** What the tables of an architecture look like, for who walks them from end to end. */
public interface TableFormat {
  /** Bits of an address that the tables translate. */
  int addressBits();

  /**
   * Address bits of the lower half. It has tables of its own (arm64), or the first half of the top
   * one (x86-64); the upper half begins at their negative.
   */
  int lowerBits();

  /** Address bits below the index into the top table. */
  int topShift();

  /** Address bits that a table below the top one translates. */
  int levelBits();

  /** Address bits below the index into the last table. */
  int pageShift();

  /** Whether an entry of the table that translates from bit {@code shift} on maps memory. */
  boolean isPage(long entry, int shift);

  /** The physical address that such an entry maps. */
  long page(long entry, int shift);

  /** Whether an entry that maps no memory leads to a table. */
  boolean isTable(long entry, int shift);

  /** The physical address of that table. */
  long table(long entry);
}
