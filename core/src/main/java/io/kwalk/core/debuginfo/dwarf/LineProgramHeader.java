package io.kwalk.core.debuginfo.dwarf;

import io.kwalk.core.debuginfo.elf.SectionReader;

/**
 * The header of a line number program (section 6.2.4; versions 2 to 4: section 6.2.4 of those
 * standards).
 *
 * @param offsetSize bytes of a section offset in this program
 * @param minimumInstructionLength what operation advances are multiplied with
 * @param maximumOperations operations of an instruction: more than 1 on VLIW machines only
 * @param statements whether rows begin statements unless the program says otherwise
 * @param operandCounts of each standard opcode, from index 1
 * @param programAt where the opcodes start in .debug_line
 * @param end where they end
 */
record LineProgramHeader(
    int version,
    int offsetSize,
    int addressSize,
    int minimumInstructionLength,
    int maximumOperations,
    boolean statements,
    int lineBase,
    int lineRange,
    int opcodeBase,
    int[] operandCounts,
    LineFiles files,
    int programAt,
    int end) {
  private static final int OLDEST = 2;
  private static final int NEWEST = 5;

  /**
   * Reads the header at the reader's position.
   *
   * @param unit which the program is of
   * @throws io.kwalk.core.debuginfo.DebugInfoException if it is damaged, or of an unknown version
   */
  static LineProgramHeader read(SectionReader at, Unit unit) {
    int start = at.position();
    long length = at.u32();
    int offsetSize = length == 0xffff_ffffL ? 8 : 4;
    length = offsetSize == 8 ? at.u64() : length;
    if (length < 0 || length > at.size() - at.position()) {
      throw at.fault(start, "a line program of " + Long.toUnsignedString(length) + " bytes");
    }
    int end = at.position() + (int) length;
    int version = at.u16();
    if (version < OLDEST || version > NEWEST) {
      throw at.fault(start, "a line program of version " + version);
    }
    int addressSize = unit.addressSize();
    if (version >= 5) {
      addressSize = at.u8();
      at.skip(1);
    }
    long headerLength = at.offset(offsetSize);
    if (headerLength < 0 || headerLength > end - at.position()) {
      throw at.fault(start, "a header of " + Long.toUnsignedString(headerLength) + " bytes");
    }
    int programAt = at.position() + (int) headerLength;
    int minimumInstructionLength = at.u8();
    int maximumOperations = version >= 4 ? at.u8() : 1;
    boolean statements = at.u8() != 0;
    int lineBase = at.s8();
    int lineRange = at.u8();
    int opcodeBase = at.u8();
    int[] operandCounts = new int[Math.max(opcodeBase, 1)];
    for (int i = 1; i < opcodeBase; i++) {
      operandCounts[i] = at.u8();
    }
    LineFiles files = LineFiles.read(at, unit, version, offsetSize);
    return new LineProgramHeader(
        version,
        offsetSize,
        addressSize,
        minimumInstructionLength,
        Math.max(maximumOperations, 1),
        statements,
        lineBase,
        lineRange,
        opcodeBase,
        operandCounts,
        files,
        programAt,
        end);
  }
}
