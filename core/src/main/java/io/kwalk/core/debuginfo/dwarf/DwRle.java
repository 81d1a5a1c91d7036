package io.kwalk.core.debuginfo.dwarf;

/** The kinds of entries of a range list (section 7.25, table 7.30). */
final class DwRle {
  static final int DW_RLE_end_of_list = 0x00;
  static final int DW_RLE_base_addressx = 0x01;
  static final int DW_RLE_startx_endx = 0x02;
  static final int DW_RLE_startx_length = 0x03;
  static final int DW_RLE_offset_pair = 0x04;
  static final int DW_RLE_base_address = 0x05;
  static final int DW_RLE_start_end = 0x06;
  static final int DW_RLE_start_length = 0x07;

  private DwRle() {}
}
