package io.kwalk.core.debuginfo.dwarf;

import java.util.Arrays;

/**
 * What the scan for names does with each abbreviation of a unit: where the attributes that it needs
 * are, and how many bytes it can pass over at once. One plan is reused from unit to unit. Arrays
 * are indexed by the abbreviation's code, or by an attribute's place among all of the unit's.
 */
final class ScanPlan {
  static final int HAS_CHILDREN = 1;
  static final int DECLARATION = 2;
  static final int LOCATION = 4;
  static final int CODE = 8;
  static final int INLINE = 16;
  static final int ORIGIN = 32;

  /** Of {@link #whole}: the width differs from entry to entry. */
  static final int UNKNOWN = -1;

  /** Of {@link #leaf} and {@link #jump}: the entry must be looked at. */
  static final int LOOK = -1;

  static final int NO_ABBREVIATION = -1;

  private final byte[] table;
  private int at;
  private int codes;
  private int attributes;

  /** Bytes of an entry's values if it has no children and nothing that is wanted. */
  int[] leaf = new int[256];

  /** Where, in an entry with children and nothing that is wanted, DW_AT_sibling (ref4) is. */
  int[] jump = new int[256];

  /** A {@link NameKind}, or -1 if the code is not used. */
  int[] kind = new int[256];

  int[] flags = new int[256];

  /** Bytes of all values. */
  int[] whole = new int[256];

  /** The places of the first attribute and behind the last one. */
  int[] first = new int[256];

  int[] last = new int[256];

  /** The places of attributes, -1 without. */
  int[] name = new int[256];

  int[] size = new int[256];
  int[] sibling = new int[256];
  int[] specification = new int[256];

  /** By attribute: its form. */
  int[] form = new int[2048];

  /** By attribute: bytes from the entry's first value; -1 behind one of unknown width. */
  int[] offset = new int[2048];

  /** By attribute: the value of DW_FORM_implicit_const. */
  int[] constant = new int[2048];

  ScanPlan(byte[] table) {
    this.table = table;
    unused(0, kind.length);
  }

  private void unused(int from, int to) {
    Arrays.fill(kind, from, to, NO_ABBREVIATION);
    Arrays.fill(leaf, from, to, LOOK);
    Arrays.fill(jump, from, to, LOOK);
  }

  /**
   * Reads the table of a unit.
   *
   * @throws IndexOutOfBoundsException if it is damaged
   */
  void read(UnitHeader unit) {
    unused(0, codes);
    codes = 0;
    attributes = 0;
    at = Math.toIntExact(unit.abbreviationOffset());
    for (int code = uleb(); code != 0; code = uleb()) {
      if (code < 0 || code > table.length) {
        throw new IndexOutOfBoundsException(code);
      }
      if (code >= kind.length) {
        reserve(code);
      }
      codes = Math.max(codes, code + 1);
      declaration(code, unit);
    }
  }

  private void reserve(int code) {
    int old = kind.length;
    int length = Math.max(2 * old, code + 1);
    leaf = Arrays.copyOf(leaf, length);
    jump = Arrays.copyOf(jump, length);
    kind = Arrays.copyOf(kind, length);
    flags = Arrays.copyOf(flags, length);
    whole = Arrays.copyOf(whole, length);
    first = Arrays.copyOf(first, length);
    last = Arrays.copyOf(last, length);
    name = Arrays.copyOf(name, length);
    size = Arrays.copyOf(size, length);
    sibling = Arrays.copyOf(sibling, length);
    specification = Arrays.copyOf(specification, length);
    unused(old, length);
  }

  private void declaration(int code, UnitHeader unit) {
    int tag = uleb();
    int found = table[at++] != 0 ? HAS_CHILDREN : 0;
    int start = attributes;
    int bytes = 0;
    int nameAt = -1;
    int sizeAt = -1;
    int siblingAt = -1;
    int specificationAt = -1;
    while (true) {
      int attribute = uleb();
      int stored = uleb();
      int value = stored == DwForm.DW_FORM_implicit_const ? uleb() : 0;
      if (attribute == 0 && stored == 0) {
        break;
      }
      switch (attribute) {
        case DwAt.DW_AT_name -> nameAt = attributes;
        case DwAt.DW_AT_byte_size -> sizeAt = attributes;
        case DwAt.DW_AT_sibling -> siblingAt = attributes;
        case DwAt.DW_AT_specification -> specificationAt = attributes;
        case DwAt.DW_AT_declaration -> found |= DECLARATION;
        case DwAt.DW_AT_location, DwAt.DW_AT_const_value -> found |= LOCATION;
        case DwAt.DW_AT_low_pc, DwAt.DW_AT_ranges -> found |= CODE;
        case DwAt.DW_AT_inline -> found |= INLINE;
        case DwAt.DW_AT_abstract_origin -> found |= ORIGIN;
        default -> {}
      }
      bytes = add(stored, value, bytes, unit);
    }
    kind[code] = NameKind.of(tag);
    flags[code] = found;
    whole[code] = bytes;
    first[code] = start;
    last[code] = attributes;
    name[code] = nameAt;
    size[code] = sizeAt;
    sibling[code] = siblingAt;
    specification[code] = specificationAt;
    boolean wanted = isWanted(code);
    leaf[code] = wanted || (found & HAS_CHILDREN) != 0 ? LOOK : bytes;
    jump[code] =
        wanted
                || (found & HAS_CHILDREN) == 0
                || siblingAt < 0
                || form[siblingAt] != DwForm.DW_FORM_ref4
            ? LOOK
            : offset[siblingAt];
  }

  /** Adds an attribute; gives the bytes up to its end. */
  private int add(int stored, int value, int bytes, UnitHeader unit) {
    if (attributes == form.length) {
      form = Arrays.copyOf(form, 2 * attributes);
      offset = Arrays.copyOf(offset, 2 * attributes);
      constant = Arrays.copyOf(constant, 2 * attributes);
    }
    form[attributes] = stored;
    offset[attributes] = bytes;
    constant[attributes++] = value;
    int width = FormSizes.of(stored, unit);
    return bytes == UNKNOWN || width == FormSizes.VARIABLE ? UNKNOWN : bytes + width;
  }

  private boolean isWanted(int code) {
    int has = flags[code];
    boolean named = name[code] >= 0;
    return switch (kind[code]) {
      case NameKind.STRUCT, NameKind.UNION, NameKind.TYPEDEF, NameKind.BASE ->
          named && (has & DECLARATION) == 0;
      case NameKind.ENUM -> (has & DECLARATION) == 0 && (has & HAS_CHILDREN) != 0;
      case NameKind.ENUMERATOR -> named;
      case NameKind.FUNCTION, NameKind.VARIABLE ->
          (has & ORIGIN) == 0 && (named || specification[code] >= 0);
      case NameKind.NAMESPACE -> (has & HAS_CHILDREN) != 0;
      default -> false;
    };
  }

  /** The {@link NameKind} of a code, {@link #NO_ABBREVIATION} if it is not used. */
  int kindOf(int code) {
    return code < kind.length ? kind[code] : NO_ABBREVIATION;
  }

  private int uleb() {
    byte next = table[at++];
    if (next >= 0) {
      return next;
    }
    int value = next & 0x7f;
    int shift = 7;
    do {
      next = table[at++];
      value |= shift < 32 ? (next & 0x7f) << shift : 0;
      shift += 7;
    } while (next < 0);
    return value;
  }
}
