package io.kwalk.lab.debuginfo;

import java.util.ArrayList;
import java.util.List;

/**
 * Writes a line number program (DWARF 5 section 6.2; versions 2 to 5), for addresses of 8 bytes.
 */
public final class LineProgramWriter {
  private static final int[] OPERANDS = {0, 1, 1, 1, 1, 0, 0, 0, 1, 0, 0, 1};

  private record Name(String text, int directory) {}

  private final int version;
  private final List<Name> directories = new ArrayList<>();
  private final List<Name> files = new ArrayList<>();
  private final DwarfBytes program = new DwarfBytes();
  private int instructionLength = 1;
  private int operations = 1;
  private int opcodeBase = 13;
  private boolean md5;

  public LineProgramWriter(int version) {
    this.version = version;
  }

  /** minimum_instruction_length, and maximum_operations_per_instruction of VLIW machines. */
  public LineProgramWriter instructions(int length, int maximumOperations) {
    instructionLength = length;
    operations = maximumOperations;
    return this;
  }

  /** The first special opcode: 13 if all standard opcodes are known, more if there are others. */
  public LineProgramWriter opcodeBase(int base) {
    opcodeBase = base;
    return this;
  }

  /** Version 5: with MD5 sums of files, and an entry of a vendor. */
  public LineProgramWriter withMd5() {
    md5 = true;
    return this;
  }

  /** In version 5 the first one is the unit's; in older versions that is not written. */
  public LineProgramWriter directory(String path) {
    directories.add(new Name(path, 0));
    return this;
  }

  public LineProgramWriter file(String name, int directory) {
    files.add(new Name(name, directory));
    return this;
  }

  public LineProgramWriter setAddress(long address) {
    program.u8(0, 9, 2).unsigned(address, 8);
    return this;
  }

  /** Adds to address and line, and makes a row. */
  public LineProgramWriter row(int advance, int lines) {
    program.u8(2).uleb(advance).u8(3).sleb(lines).u8(1);
    return this;
  }

  public LineProgramWriter endSequence() {
    program.u8(0, 1, 1);
    return this;
  }

  /** Any opcodes. */
  public LineProgramWriter raw(int... bytes) {
    program.u8(bytes);
    return this;
  }

  public byte[] write() {
    DwarfBytes header = new DwarfBytes();
    header.u8(instructionLength);
    if (version >= 4) {
      header.u8(operations);
    }
    // default_is_stmt, line_base -5, line_range 14.
    header.u8(1, -5, 14, opcodeBase);
    for (int i = 1; i < opcodeBase; i++) {
      header.u8(i <= OPERANDS.length ? OPERANDS[i - 1] : 1);
    }
    if (version >= 5) {
      namesOfVersion5(header);
    } else {
      oldNames(header);
    }
    DwarfBytes whole = new DwarfBytes().unsigned(version, 2);
    if (version >= 5) {
      whole.u8(8, 0);
    }
    whole.unsigned(header.size(), 4).bytes(header.toArray()).bytes(program.toArray());
    return whole.withLength();
  }

  private void oldNames(DwarfBytes header) {
    directories.forEach(name -> header.string(name.text()));
    header.u8(0);
    for (Name file : files) {
      header.string(file.text()).uleb(file.directory()).uleb(0).uleb(0);
    }
    header.u8(0);
  }

  /** DW_LNCT_path as DW_FORM_string, DW_LNCT_directory_index as DW_FORM_udata. */
  private void namesOfVersion5(DwarfBytes header) {
    header.u8(1, 1, 0x08).uleb(directories.size());
    directories.forEach(name -> header.string(name.text()));
    if (md5) {
      // DW_LNCT_MD5 as DW_FORM_data16; one of a vendor as DW_FORM_block.
      header.u8(4, 1, 0x08, 2, 0x0f, 5, 0x1e).uleb(0x2001).u8(0x09);
    } else {
      header.u8(2, 1, 0x08, 2, 0x0f);
    }
    header.uleb(files.size());
    for (Name file : files) {
      header.string(file.text()).uleb(file.directory());
      if (md5) {
        header.bytes(new byte[16]).u8(3, 1, 2, 3);
      }
    }
  }
}
