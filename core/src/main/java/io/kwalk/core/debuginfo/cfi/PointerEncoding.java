package io.kwalk.core.debuginfo.cfi;

import io.kwalk.core.debuginfo.elf.SectionReader;

/**
 * How .eh_frame stores an address: a DW_EH_PE_… byte, the low four bits the format, the next three
 * what it is relative to (Linux Standard Base Core 5.0, section 10.5.1).
 */
final class PointerEncoding {
  static final int ABSOLUTE = 0;
  static final int OMITTED = 0xff;

  private static final int INDIRECT = 0x80;
  private static final int SIGNED_WORD = 0x08;
  private static final int PC_RELATIVE = 0x10;
  private static final int DATA_RELATIVE = 0x30;
  private static final int ALIGNED = 0x50;

  private PointerEncoding() {}

  /**
   * Reads a pointer.
   *
   * @param sectionAddress where the reader's section is linked to be
   * @param dataAddress what DW_EH_PE_datarel counts from
   */
  static long read(
      SectionReader at, int encoding, int addressSize, long sectionAddress, long dataAddress) {
    int start = at.position();
    long value = format(at, encoding & 0x0f, addressSize);
    long base =
        switch (encoding & 0x70) {
          case ABSOLUTE -> 0;
          case PC_RELATIVE -> sectionAddress + start;
          case DATA_RELATIVE -> dataAddress;
          default -> throw unknown(at, encoding, start);
        };
    if ((encoding & INDIRECT) != 0) {
      throw unknown(at, encoding, start);
    }
    return truncated(value + base, addressSize);
  }

  /** Reads a length: the same format, relative to nothing. */
  static long length(SectionReader at, int encoding, int addressSize) {
    return format(at, encoding & 0x07, addressSize);
  }

  /** Passes over a pointer that is not needed: any encoding of the standard. */
  static void skip(SectionReader at, int encoding, int addressSize, long sectionAddress) {
    if (encoding == OMITTED) {
      return;
    }
    if ((encoding & 0x70) == ALIGNED) {
      at.skip(Math.floorMod(-(sectionAddress + at.position()), addressSize) + addressSize);
      return;
    }
    format(at, encoding & 0x0f, addressSize);
  }

  private static long format(SectionReader at, int format, int addressSize) {
    return switch (format) {
      case 0x00, SIGNED_WORD -> at.unsigned(addressSize);
      case 0x01 -> at.uleb();
      case 0x02 -> at.u16();
      case 0x03 -> at.u32();
      case 0x04, 0x0c -> at.u64();
      case 0x09 -> at.sleb();
      case 0x0a -> (short) at.u16();
      case 0x0b -> at.s32();
      default -> throw unknown(at, format, at.position());
    };
  }

  private static long truncated(long value, int addressSize) {
    return addressSize == 4 ? value & 0xffff_ffffL : value;
  }

  private static RuntimeException unknown(SectionReader at, int encoding, int start) {
    return at.fault(start, "pointer encoding 0x" + Integer.toHexString(encoding));
  }
}
