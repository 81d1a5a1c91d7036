package io.kwalk.core.debuginfo.dwarf;

/**
 * What a name of the index stands for. Numbers are part of the index's format: {@link
 * DwarfIndex#VERSION} counts their changes.
 */
final class NameKind {
  static final int STRUCT = 1;
  static final int UNION = 2;
  static final int ENUM = 3;
  static final int TYPEDEF = 4;
  static final int BASE = 5;

  /** The entry is the enum's. */
  static final int ENUMERATOR = 6;

  static final int FUNCTION = 7;
  static final int VARIABLE = 8;

  /** Declared only, or without code: what a name has a type by if nothing defines it. */
  static final int FUNCTION_DECLARATION = 9;

  /** As {@link #FUNCTION_DECLARATION}. */
  static final int VARIABLE_DECLARATION = 10;

  /** Not in the index: entries below it have longer names. */
  static final int NAMESPACE = 14;

  /** Nothing that the index holds. */
  static final int OTHER = 0;

  private NameKind() {}

  /** What entries of {@code tag} define. */
  static int of(int tag) {
    return switch (tag) {
      case DwTag.DW_TAG_structure_type, DwTag.DW_TAG_class_type -> STRUCT;
      case DwTag.DW_TAG_union_type -> UNION;
      case DwTag.DW_TAG_enumeration_type -> ENUM;
      case DwTag.DW_TAG_typedef -> TYPEDEF;
      case DwTag.DW_TAG_base_type -> BASE;
      case DwTag.DW_TAG_enumerator -> ENUMERATOR;
      case DwTag.DW_TAG_subprogram -> FUNCTION;
      case DwTag.DW_TAG_variable -> VARIABLE;
      case DwTag.DW_TAG_namespace -> NAMESPACE;
      default -> OTHER;
    };
  }
}
