package io.kwalk.core.debuginfo.dwarf;

import static io.kwalk.core.debuginfo.dwarf.DwForm.*;

import io.kwalk.core.debuginfo.elf.SectionReader;

/**
 * The value of an attribute, as its form stores it. What it means (section 7.5.5, "classes") is
 * told by the questions below; one of the wrong class throws {@link
 * io.kwalk.core.debuginfo.DebugInfoException}.
 *
 * @param form DW_FORM_…, never DW_FORM_indirect
 * @param value a constant, an offset, an index, or a block's length
 * @param position behind what was read: where a block's bytes start
 */
public record AttributeValue(Unit unit, int form, long value, int position) {

  private RuntimeException wrong(String wanted) {
    return unit.reader(unit.offset())
        .fault(position, "form 0x" + Integer.toHexString(form) + " for " + wanted);
  }

  /** Whether it is a constant or a flag. */
  public boolean isConstant() {
    return switch (form) {
      case DW_FORM_data1,
          DW_FORM_data2,
          DW_FORM_data4,
          DW_FORM_data8,
          DW_FORM_sdata,
          DW_FORM_udata,
          DW_FORM_implicit_const,
          DW_FORM_flag,
          DW_FORM_flag_present ->
          true;
      default -> false;
    };
  }

  /** A constant, zero-extended from the bytes that are stored; a flag as 0 or 1. */
  public long unsigned() {
    if (!isConstant()) {
      throw wrong("a constant");
    }
    return value;
  }

  /** A constant, sign-extended from the bytes that are stored. */
  public long signed() {
    return switch (form) {
      case DW_FORM_data1 -> (byte) value;
      case DW_FORM_data2 -> (short) value;
      case DW_FORM_data4 -> (int) value;
      default -> unsigned();
    };
  }

  /** Whether it is an address, stored here or in .debug_addr. */
  public boolean isAddress() {
    return form == DW_FORM_addr || isAddressIndex();
  }

  private boolean isAddressIndex() {
    return switch (form) {
      case DW_FORM_addrx,
          DW_FORM_addrx1,
          DW_FORM_addrx2,
          DW_FORM_addrx3,
          DW_FORM_addrx4,
          DW_FORM_GNU_addr_index ->
          true;
      default -> false;
    };
  }

  /** An address as the file was linked. */
  public long address() {
    if (form == DW_FORM_addr) {
      return value;
    }
    if (isAddressIndex()) {
      return unit.address(value);
    }
    throw wrong("an address");
  }

  /** A string, wherever it is stored. */
  public String string() {
    return switch (form) {
      case DW_FORM_string -> unit.reader((int) value).string();
      case DW_FORM_strp -> unit.file().section(".debug_str").at(value).string();
      case DW_FORM_line_strp -> unit.file().section(".debug_line_str").at(value).string();
      case DW_FORM_strp_sup, DW_FORM_GNU_strp_alt ->
          unit.file().supplementary().section(".debug_str").at(value).string();
      case DW_FORM_strx,
          DW_FORM_strx1,
          DW_FORM_strx2,
          DW_FORM_strx3,
          DW_FORM_strx4,
          DW_FORM_GNU_str_index ->
          unit.string(value);
      default -> throw wrong("a string");
    };
  }

  /** Whether it refers to another entry. */
  public boolean isReference() {
    return isLocalReference()
        || switch (form) {
          case DW_FORM_ref_addr,
              DW_FORM_ref_sig8,
              DW_FORM_ref_sup4,
              DW_FORM_ref_sup8,
              DW_FORM_GNU_ref_alt ->
              true;
          default -> false;
        };
  }

  private boolean isLocalReference() {
    return switch (form) {
      case DW_FORM_ref1, DW_FORM_ref2, DW_FORM_ref4, DW_FORM_ref8, DW_FORM_ref_udata -> true;
      default -> false;
    };
  }

  /** Of a reference within the same file: where the entry is in .debug_info. */
  long referenceOffset() {
    if (isLocalReference()) {
      return unit.offset() + value;
    }
    if (form == DW_FORM_ref_addr) {
      return value;
    }
    throw wrong("a reference within the file");
  }

  /** The entry that it refers to. */
  public Die reference() {
    return switch (form) {
      case DW_FORM_ref_sig8 -> unit.file().typeOfSignature(value);
      case DW_FORM_ref_sup4, DW_FORM_ref_sup8, DW_FORM_GNU_ref_alt ->
          unit.file().supplementary().entry(value);
      default -> {
        long offset = referenceOffset();
        yield isLocalReference() ? unit.file().entryIn(unit, offset) : unit.file().entry(offset);
      }
    };
  }

  /** Whether it is a sequence of bytes: a block, an expression or 16 bytes of data. */
  public boolean isBlock() {
    return switch (form) {
      case DW_FORM_block,
          DW_FORM_block1,
          DW_FORM_block2,
          DW_FORM_block4,
          DW_FORM_exprloc,
          DW_FORM_data16 ->
          true;
      default -> false;
    };
  }

  /** A reader of the bytes of a block, from its first one on. */
  public SectionReader block() {
    if (!isBlock()) {
      throw wrong("a block");
    }
    return form == DW_FORM_data16
        ? unit.reader((int) value).slice(16)
        : unit.reader(position).slice(value);
  }

  /**
   * Whether it is an offset into another section: before DWARF 4, data4 and data8 were used for
   * that.
   */
  public boolean isSectionOffset() {
    return form == DW_FORM_sec_offset
        || unit.version() < 4 && (form == DW_FORM_data4 || form == DW_FORM_data8);
  }

  /** Whether it is an index into a table of .debug_loclists or .debug_rnglists. */
  public boolean isListIndex() {
    return form == DW_FORM_loclistx || form == DW_FORM_rnglistx;
  }
}
