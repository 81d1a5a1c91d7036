package io.kwalk.core.debuginfo.dwarf;

import static io.kwalk.core.debuginfo.dwarf.DwForm.*;

import io.kwalk.core.debuginfo.elf.SectionReader;

/** How each form is stored (section 7.5.5). */
final class AttributeForms {
  private AttributeForms() {}

  /** Moves behind a value. */
  static void skip(SectionReader at, int form, UnitHeader unit) {
    switch (form) {
      case DW_FORM_flag_present, DW_FORM_implicit_const -> {}
      case DW_FORM_data1, DW_FORM_ref1, DW_FORM_flag, DW_FORM_strx1, DW_FORM_addrx1 -> at.skip(1);
      case DW_FORM_data2, DW_FORM_ref2, DW_FORM_strx2, DW_FORM_addrx2 -> at.skip(2);
      case DW_FORM_strx3, DW_FORM_addrx3 -> at.skip(3);
      case DW_FORM_data4, DW_FORM_ref4, DW_FORM_strx4, DW_FORM_addrx4, DW_FORM_ref_sup4 ->
          at.skip(4);
      case DW_FORM_data8, DW_FORM_ref8, DW_FORM_ref_sig8, DW_FORM_ref_sup8 -> at.skip(8);
      case DW_FORM_data16 -> at.skip(16);
      case DW_FORM_addr -> at.skip(unit.addressSize());
      case DW_FORM_strp,
          DW_FORM_line_strp,
          DW_FORM_sec_offset,
          DW_FORM_strp_sup,
          DW_FORM_GNU_ref_alt,
          DW_FORM_GNU_strp_alt ->
          at.skip(unit.offsetSize());
      // In DWARF 2 as wide as an address (section 7.5.5 of DWARF 3 changed it).
      case DW_FORM_ref_addr ->
          at.skip(unit.version() == 2 ? unit.addressSize() : unit.offsetSize());
      case DW_FORM_sdata,
          DW_FORM_udata,
          DW_FORM_ref_udata,
          DW_FORM_strx,
          DW_FORM_addrx,
          DW_FORM_loclistx,
          DW_FORM_rnglistx,
          DW_FORM_GNU_addr_index,
          DW_FORM_GNU_str_index ->
          at.skipLeb();
      case DW_FORM_string -> at.skipString();
      case DW_FORM_block1 -> at.skip(at.u8());
      case DW_FORM_block2 -> at.skip(at.u16());
      case DW_FORM_block4 -> at.skip(at.u32());
      case DW_FORM_block, DW_FORM_exprloc -> at.skip(at.ulebInt());
      case DW_FORM_indirect -> skip(at, indirect(at), unit);
      default -> throw at.fault("form 0x" + Integer.toHexString(form));
    }
  }

  /** The form that DW_FORM_indirect names: not itself, which would have no end. */
  private static int indirect(SectionReader at) {
    int form = at.ulebInt();
    if (form == DW_FORM_indirect || form == DW_FORM_implicit_const) {
      throw at.fault("DW_FORM_indirect names form 0x" + Integer.toHexString(form));
    }
    return form;
  }

  /** Reads a value. */
  static AttributeValue read(SectionReader at, Unit unit, int form, long constant) {
    UnitHeader header = unit.header();
    int start = at.position();
    long value =
        switch (form) {
          case DW_FORM_implicit_const -> constant;
          case DW_FORM_flag_present -> 1;
          case DW_FORM_data1,
              DW_FORM_ref1,
              DW_FORM_flag,
              DW_FORM_strx1,
              DW_FORM_addrx1,
              DW_FORM_block1 ->
              at.u8();
          case DW_FORM_data2, DW_FORM_ref2, DW_FORM_strx2, DW_FORM_addrx2, DW_FORM_block2 ->
              at.u16();
          case DW_FORM_strx3, DW_FORM_addrx3 -> at.u24();
          case DW_FORM_data4,
              DW_FORM_ref4,
              DW_FORM_strx4,
              DW_FORM_addrx4,
              DW_FORM_ref_sup4,
              DW_FORM_block4 ->
              at.u32();
          case DW_FORM_data8, DW_FORM_ref8, DW_FORM_ref_sig8, DW_FORM_ref_sup8 -> at.u64();
          case DW_FORM_addr -> at.unsigned(header.addressSize());
          case DW_FORM_strp,
              DW_FORM_line_strp,
              DW_FORM_sec_offset,
              DW_FORM_strp_sup,
              DW_FORM_GNU_ref_alt,
              DW_FORM_GNU_strp_alt ->
              at.offset(header.offsetSize());
          case DW_FORM_ref_addr ->
              at.unsigned(header.version() == 2 ? header.addressSize() : header.offsetSize());
          case DW_FORM_sdata -> at.sleb();
          case DW_FORM_udata,
              DW_FORM_ref_udata,
              DW_FORM_strx,
              DW_FORM_addrx,
              DW_FORM_loclistx,
              DW_FORM_rnglistx,
              DW_FORM_GNU_addr_index,
              DW_FORM_GNU_str_index,
              DW_FORM_block,
              DW_FORM_exprloc ->
              at.uleb();
          case DW_FORM_string, DW_FORM_data16 -> start;
          case DW_FORM_indirect -> -1;
          default -> throw at.fault("form 0x" + Integer.toHexString(form));
        };
    return form == DW_FORM_indirect
        ? read(at, unit, indirect(at), 0)
        : new AttributeValue(unit, form, value, at.position());
  }
}
