package io.kwalk.core.debuginfo.dwarf;

import static io.kwalk.core.debuginfo.dwarf.DwLn.*;

import io.kwalk.core.debuginfo.elf.SectionReader;
import java.util.ArrayList;
import java.util.List;

/** Runs a line number program (section 6.2.5): each instruction of it takes at least a byte. */
final class LineProgram {
  private final SectionReader at;
  private final LineProgramHeader header;
  private final LineRows rows;
  private final AddressIntervals sequences = new AddressIntervals();
  private final List<Integer> sequenceStarts = new ArrayList<>();

  private long address;
  private int operation;
  private int file;
  private int line;
  private int column;
  private boolean statement;
  private int sequenceStart;

  private LineProgram(SectionReader at, LineProgramHeader header) {
    this.at = at;
    this.header = header;
    this.rows = new LineRows(header.end() - header.programAt());
  }

  /**
   * Decodes the program at {@code offset} of .debug_line.
   *
   * @param unit which the program is of
   */
  static LineTable run(Unit unit, long offset) {
    SectionReader at = unit.file().section(".debug_line").seek(offset);
    LineProgramHeader header = LineProgramHeader.read(at, unit);
    LineProgram program = new LineProgram(at, header);
    program.run();
    return new LineTable(
        header.files(), program.rows, program.sequenceStarts, program.sequences.sorted());
  }

  private void reset() {
    address = 0;
    operation = 0;
    file = 1;
    line = 1;
    column = 0;
    statement = header.statements();
    sequenceStart = rows.count;
  }

  private void run() {
    int end = header.end();
    int opcodeBase = header.opcodeBase();
    reset();
    at.seek(header.programAt());
    while (at.position() < end) {
      int opcode = at.u8();
      if (opcode >= opcodeBase) {
        special(opcode - opcodeBase);
      } else if (opcode == 0) {
        extended();
      } else {
        standard(opcode);
      }
    }
    // Rows behind the last end_sequence belong to no sequence: their code's end is not known.
    rows.count = sequenceStart;
  }

  private void special(int adjusted) {
    int range = header.lineRange();
    if (range == 0) {
      throw at.fault("a special opcode in a program with line_range 0");
    }
    advance(adjusted / range);
    line += header.lineBase() + adjusted % range;
    rows.add(address, file, statement, line, column);
  }

  private void advance(long operations) {
    int maximum = header.maximumOperations();
    if (maximum == 1) {
      address += operations * header.minimumInstructionLength();
    } else {
      long total = operation + operations;
      address += header.minimumInstructionLength() * Long.divideUnsigned(total, maximum);
      operation = (int) Long.remainderUnsigned(total, maximum);
    }
  }

  private void standard(int opcode) {
    switch (opcode) {
      case DW_LNS_copy -> rows.add(address, file, statement, line, column);
      case DW_LNS_advance_pc -> advance(at.uleb());
      case DW_LNS_advance_line -> line += (int) at.sleb();
      case DW_LNS_set_file -> file = clamped(at.uleb());
      case DW_LNS_set_column -> column = clamped(at.uleb());
      case DW_LNS_negate_stmt -> statement = !statement;
      case DW_LNS_set_basic_block, DW_LNS_set_prologue_end, DW_LNS_set_epilogue_begin -> {}
      case DW_LNS_const_add_pc -> advanceAsSpecialOpcode255();
      case DW_LNS_fixed_advance_pc -> {
        address += at.u16();
        operation = 0;
      }
      case DW_LNS_set_isa -> at.skipLeb();
      default -> skipUnknown(opcode);
    }
  }

  /** What no compiler counts up to means nothing. */
  private static int clamped(long value) {
    return value < 0 || value > Integer.MAX_VALUE ? 0 : (int) value;
  }

  private void advanceAsSpecialOpcode255() {
    if (header.lineRange() == 0) {
      throw at.fault("DW_LNS_const_add_pc in a program with line_range 0");
    }
    advance((255 - header.opcodeBase()) / header.lineRange());
  }

  private void skipUnknown(int opcode) {
    for (int i = 0; i < header.operandCounts()[opcode]; i++) {
      at.skipLeb();
    }
  }

  private void extended() {
    long length = at.uleb();
    int start = at.position();
    if (length <= 0 || length > header.end() - start) {
      throw at.fault("an extended opcode of " + Long.toUnsignedString(length) + " bytes");
    }
    switch (at.u8()) {
      case DW_LNE_end_sequence -> endSequence();
      case DW_LNE_set_address -> {
        address = at.unsigned((int) length - 1);
        operation = 0;
      }
      case DW_LNE_define_file -> header.files().define(at);
      default -> {
        // DW_LNE_set_discriminator tells parts of one line apart; others are vendors'.
      }
    }
    at.seek(start + length);
  }

  private void endSequence() {
    if (rows.count > sequenceStart) {
      rows.sortFrom(sequenceStart);
      sequences.add(rows.addresses[sequenceStart], address, sequenceStarts.size());
      sequenceStarts.add(sequenceStart);
    }
    reset();
  }
}
