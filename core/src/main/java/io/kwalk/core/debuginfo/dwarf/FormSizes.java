package io.kwalk.core.debuginfo.dwarf;

import static io.kwalk.core.debuginfo.dwarf.DwForm.*;

/** Bytes of the forms that are as wide in each entry of a unit (section 7.5.6). */
final class FormSizes {
  /** Of a form whose width is told by its value. */
  static final int VARIABLE = -1;

  private FormSizes() {}

  static int of(int form, UnitHeader unit) {
    return switch (form) {
      case DW_FORM_flag_present, DW_FORM_implicit_const -> 0;
      case DW_FORM_data1, DW_FORM_ref1, DW_FORM_flag, DW_FORM_strx1, DW_FORM_addrx1 -> 1;
      case DW_FORM_data2, DW_FORM_ref2, DW_FORM_strx2, DW_FORM_addrx2 -> 2;
      case DW_FORM_strx3, DW_FORM_addrx3 -> 3;
      case DW_FORM_data4, DW_FORM_ref4, DW_FORM_strx4, DW_FORM_addrx4, DW_FORM_ref_sup4 -> 4;
      case DW_FORM_data8, DW_FORM_ref8, DW_FORM_ref_sig8, DW_FORM_ref_sup8 -> 8;
      case DW_FORM_data16 -> 16;
      case DW_FORM_addr -> unit.addressSize();
      case DW_FORM_strp,
          DW_FORM_line_strp,
          DW_FORM_sec_offset,
          DW_FORM_strp_sup,
          DW_FORM_GNU_ref_alt,
          DW_FORM_GNU_strp_alt ->
          unit.offsetSize();
      case DW_FORM_ref_addr -> unit.version() == 2 ? unit.addressSize() : unit.offsetSize();
      default -> VARIABLE;
    };
  }
}
