package io.kwalk.core.debuginfo.dwarf;

/** The tags of entries that Kwalk reads (section 7.5.3, table 7.3, and the GNU extensions). */
public final class DwTag {
  public static final int DW_TAG_array_type = 0x01;
  public static final int DW_TAG_class_type = 0x02;
  public static final int DW_TAG_entry_point = 0x03;
  public static final int DW_TAG_enumeration_type = 0x04;
  public static final int DW_TAG_formal_parameter = 0x05;
  public static final int DW_TAG_label = 0x0a;
  public static final int DW_TAG_lexical_block = 0x0b;
  public static final int DW_TAG_member = 0x0d;
  public static final int DW_TAG_pointer_type = 0x0f;
  public static final int DW_TAG_reference_type = 0x10;
  public static final int DW_TAG_compile_unit = 0x11;
  public static final int DW_TAG_structure_type = 0x13;
  public static final int DW_TAG_subroutine_type = 0x15;
  public static final int DW_TAG_typedef = 0x16;
  public static final int DW_TAG_union_type = 0x17;
  public static final int DW_TAG_unspecified_parameters = 0x18;
  public static final int DW_TAG_variant = 0x19;
  public static final int DW_TAG_inheritance = 0x1c;
  public static final int DW_TAG_inlined_subroutine = 0x1d;
  public static final int DW_TAG_subrange_type = 0x21;
  public static final int DW_TAG_base_type = 0x24;
  public static final int DW_TAG_const_type = 0x26;
  public static final int DW_TAG_enumerator = 0x28;
  public static final int DW_TAG_subprogram = 0x2e;
  public static final int DW_TAG_template_type_parameter = 0x2f;
  public static final int DW_TAG_variant_part = 0x33;
  public static final int DW_TAG_variable = 0x34;
  public static final int DW_TAG_volatile_type = 0x35;
  public static final int DW_TAG_ptr_to_member_type = 0x1f;
  public static final int DW_TAG_packed_type = 0x2d;
  public static final int DW_TAG_immutable_type = 0x4b;
  public static final int DW_TAG_restrict_type = 0x37;
  public static final int DW_TAG_namespace = 0x39;
  public static final int DW_TAG_imported_unit = 0x3d;
  public static final int DW_TAG_partial_unit = 0x3c;
  public static final int DW_TAG_type_unit = 0x41;
  public static final int DW_TAG_rvalue_reference_type = 0x42;
  public static final int DW_TAG_atomic_type = 0x47;
  public static final int DW_TAG_call_site = 0x48;
  public static final int DW_TAG_call_site_parameter = 0x49;
  public static final int DW_TAG_skeleton_unit = 0x4a;
  public static final int DW_TAG_GNU_call_site = 0x4109;
  public static final int DW_TAG_GNU_call_site_parameter = 0x410a;

  private DwTag() {}
}
