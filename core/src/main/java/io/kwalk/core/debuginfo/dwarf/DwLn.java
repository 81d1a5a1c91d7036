package io.kwalk.core.debuginfo.dwarf;

/** Opcodes and content types of line number programs (section 7.22). */
final class DwLn {
  static final int DW_LNS_copy = 0x01;
  static final int DW_LNS_advance_pc = 0x02;
  static final int DW_LNS_advance_line = 0x03;
  static final int DW_LNS_set_file = 0x04;
  static final int DW_LNS_set_column = 0x05;
  static final int DW_LNS_negate_stmt = 0x06;
  static final int DW_LNS_set_basic_block = 0x07;
  static final int DW_LNS_const_add_pc = 0x08;
  static final int DW_LNS_fixed_advance_pc = 0x09;
  static final int DW_LNS_set_prologue_end = 0x0a;
  static final int DW_LNS_set_epilogue_begin = 0x0b;
  static final int DW_LNS_set_isa = 0x0c;

  static final int DW_LNE_end_sequence = 0x01;
  static final int DW_LNE_set_address = 0x02;
  static final int DW_LNE_define_file = 0x03;
  static final int DW_LNE_set_discriminator = 0x04;

  static final int DW_LNCT_path = 0x1;
  static final int DW_LNCT_directory_index = 0x2;

  private DwLn() {}
}
