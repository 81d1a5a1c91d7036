package io.kwalk.lab.debuginfo;

import io.kwalk.core.debuginfo.dwarf.DwarfFile;
import io.kwalk.core.debuginfo.dwarf.DwarfLines;

/** A file with one unit, whose entry has a folder, an address range and a line number program. */
public final class LineUnit {
  /** Where its code starts. */
  public static final long START = 0xffff_ffff_8100_0000L;

  /** How long it is. */
  public static final int SIZE = 0x1000;

  private LineUnit() {}

  /** The lines of a unit with DW_AT_comp_dir "/build". */
  public static DwarfLines lines(int unitVersion, byte[] program) {
    return new DwarfLines(DwarfFile.of(sections(unitVersion, program).open()).orElseThrow());
  }

  /** Its sections, for tests that add others. */
  public static DebugSections sections(int unitVersion, byte[] program) {
    byte[] abbreviations =
        new DwarfBytes()
            .uleb(1)
            .u8(0x11, 0)
            .u8(0x1b, 0x08, 0x11, 0x01, 0x12, 0x07)
            .u8(0x10, unitVersion < 4 ? 0x06 : 0x17, 0, 0, 0)
            .toArray();
    DwarfBytes unit = new DwarfBytes().unsigned(unitVersion, 2);
    if (unitVersion >= 5) {
      unit.u8(1, 8).unsigned(0, 4);
    } else {
      unit.unsigned(0, 4).u8(8);
    }
    unit.uleb(1).string("/build").unsigned(START, 8).unsigned(SIZE, 8).unsigned(0, 4);
    return new DebugSections(START, SIZE)
        .add(".debug_abbrev", abbreviations)
        .add(".debug_info", unit.withLength())
        .add(".debug_line", program);
  }
}
