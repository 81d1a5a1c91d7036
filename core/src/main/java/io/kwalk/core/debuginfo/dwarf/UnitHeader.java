package io.kwalk.core.debuginfo.dwarf;

import io.kwalk.core.debuginfo.elf.SectionReader;

/**
 * The header of a unit (section 7.5.1; version 4: DWARF 4 section 7.5.1.1).
 *
 * @param offset where the unit starts in its section
 * @param end where the next one starts
 * @param type DW_UT_…; DW_UT_compile for every unit before version 5
 * @param entriesAt where its first entry is
 * @param identity the type signature of a type unit, the DWO id of a skeleton or split unit, else 0
 * @param typeAt of a type unit, the offset of its type from the unit's start
 */
record UnitHeader(
    int offset,
    int end,
    int version,
    int type,
    int offsetSize,
    int addressSize,
    long abbreviationOffset,
    long identity,
    long typeAt,
    int entriesAt) {
  private static final long WIDE = 0xffff_ffffL;
  private static final int OLDEST = 2;
  private static final int NEWEST = 5;

  /**
   * Reads the header at the reader's position.
   *
   * @param ofTypes whether the section is DWARF 4's .debug_types
   * @throws io.kwalk.core.debuginfo.DebugInfoException if its version is not known or its length
   *     reaches behind the section
   */
  static UnitHeader read(SectionReader at, boolean ofTypes) {
    int offset = at.position();
    long length = at.u32();
    int offsetSize = length == WIDE ? 8 : 4;
    length = length == WIDE ? at.u64() : length;
    if (length < 0 || length > at.size() - at.position()) {
      throw at.fault(offset, "a unit of " + Long.toUnsignedString(length) + " bytes");
    }
    int end = at.position() + (int) length;
    int version = at.u16();
    if (version < OLDEST || version > NEWEST) {
      throw at.fault(offset, "DWARF version " + version);
    }
    int type = ofTypes ? DwUnitType.DW_UT_type : DwUnitType.DW_UT_compile;
    long abbreviations;
    int addressSize;
    if (version < NEWEST) {
      abbreviations = at.offset(offsetSize);
      addressSize = at.u8();
    } else {
      type = at.u8();
      addressSize = at.u8();
      abbreviations = at.offset(offsetSize);
    }
    if (addressSize != 4 && addressSize != 8) {
      throw at.fault(offset, "addresses of " + addressSize + " bytes");
    }
    long identity = hasIdentity(type) ? at.u64() : 0;
    long typeAt = isType(type) ? at.offset(offsetSize) : 0;
    return new UnitHeader(
        offset,
        end,
        version,
        type,
        offsetSize,
        addressSize,
        abbreviations,
        identity,
        typeAt,
        at.position());
  }

  private static boolean isType(int type) {
    return type == DwUnitType.DW_UT_type || type == DwUnitType.DW_UT_split_type;
  }

  private static boolean hasIdentity(int type) {
    return isType(type)
        || type == DwUnitType.DW_UT_skeleton
        || type == DwUnitType.DW_UT_split_compile;
  }

  /** Whether it holds one type, found by its signature. */
  boolean isTypeUnit() {
    return isType(type);
  }
}
