package io.kwalk.core.debuginfo.location;

/** The entries of location lists (section 7.7.3, table 7.10, and GCC's pairs of views). */
final class DwLle {
  static final int DW_LLE_end_of_list = 0x00;
  static final int DW_LLE_base_addressx = 0x01;
  static final int DW_LLE_startx_endx = 0x02;
  static final int DW_LLE_startx_length = 0x03;
  static final int DW_LLE_offset_pair = 0x04;
  static final int DW_LLE_default_location = 0x05;
  static final int DW_LLE_base_address = 0x06;
  static final int DW_LLE_start_end = 0x07;
  static final int DW_LLE_start_length = 0x08;
  static final int DW_LLE_GNU_view_pair = 0x09;

  private DwLle() {}
}
