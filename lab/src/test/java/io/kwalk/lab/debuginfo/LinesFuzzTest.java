package io.kwalk.lab.debuginfo;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.kwalk.core.debuginfo.DebugInfoException;
import io.kwalk.core.debuginfo.Lines;
import io.kwalk.core.debuginfo.dwarf.DwarfFile;
import io.kwalk.core.debuginfo.dwarf.DwarfLines;
import java.util.Optional;

/** Whatever the sections hold, questions about lines are answered or refused as damage. */
final class LinesFuzzTest {
  @FuzzTest
  void runsAnyLineProgram(byte[] bytes) {
    ask(LineUnit.lines(bytes.length > 6 && bytes[4] >= 5 ? 5 : 4, bytes));
  }

  @FuzzTest
  void readsAnyRangeList(byte[] bytes) {
    ask(rangedUnit(4, ".debug_ranges", bytes));
    ask(rangedUnit(5, ".debug_rnglists", bytes));
  }

  @FuzzTest
  void readsAnyTableOfAddresses(byte[] bytes) {
    byte[] program = new LineProgramWriter(5).write();
    open(LineUnit.sections(5, program).add(".debug_aranges", bytes));
  }

  @FuzzTest
  void readsAnyFunctions(byte[] bytes) {
    byte[] program = new LineProgramWriter(5).write();
    byte[] abbreviations =
        new DwarfBytes()
            .uleb(1)
            .u8(0x11, 1, 0x1b, 0x08, 0x11, 0x01, 0x12, 0x07, 0x10, 0x17, 0, 0)
            .uleb(2)
            .u8(0x2e, 1, 0x11, 0x01, 0x12, 0x0b, 0x31, 0x13, 0x01, 0x13, 0, 0)
            .uleb(3)
            .u8(0x1d, 1, 0x31, 0x13, 0x55, 0x17, 0x58, 0x0b, 0x59, 0x0b, 0, 0)
            .uleb(4)
            .u8(0x0b, 1, 0, 0)
            .uleb(5)
            .u8(0x2e, 0, 0x03, 0x08, 0x47, 0x10, 0, 0)
            .u8(0)
            .toArray();
    DwarfBytes unit = new DwarfBytes().unsigned(5, 2).u8(1, 8).unsigned(0, 4);
    unit.uleb(1).string("/build").unsigned(LineUnit.START, 8).unsigned(LineUnit.SIZE, 8);
    unit.unsigned(0, 4).bytes(bytes);
    open(
        new DebugSections(LineUnit.START, LineUnit.SIZE)
            .add(".debug_abbrev", abbreviations)
            .add(".debug_info", unit.withLength())
            .add(".debug_rnglists", bytes)
            .add(".debug_line", program));
  }

  private static Lines rangedUnit(int version, String section, byte[] ranges) {
    byte[] abbreviations =
        new DwarfBytes().uleb(1).u8(0x11, 0, 0x1b, 0x08, 0x55, 0x17, 0x10, 0x17, 0, 0, 0).toArray();
    DwarfBytes unit = new DwarfBytes().unsigned(version, 2);
    if (version >= 5) {
      unit.u8(1, 8).unsigned(0, 4);
    } else {
      unit.unsigned(0, 4).u8(8);
    }
    unit.uleb(1).string("/build").unsigned(0, 4).unsigned(0, 4);
    DebugSections sections =
        new DebugSections(LineUnit.START, LineUnit.SIZE)
            .add(".debug_abbrev", abbreviations)
            .add(".debug_info", unit.withLength())
            .add(".debug_addr", ranges)
            .add(".debug_line", new LineProgramWriter(version).write())
            .add(section, ranges);
    return new DwarfLines(DwarfFile.of(sections.open()).orElseThrow());
  }

  private static void open(DebugSections sections) {
    Optional<DwarfFile> file = DwarfFile.of(sections.open());
    file.ifPresent(dwarf -> ask(new DwarfLines(dwarf)));
  }

  private static void ask(Lines lines) {
    for (int offset = 0; offset < LineUnit.SIZE; offset += 0x111) {
      try {
        lines.at(LineUnit.START + offset);
        lines.frames(LineUnit.START + offset);
        lines.addresses("a.c", 1);
      } catch (DebugInfoException _) {
        // Damage.
      }
    }
  }
}
