package io.kwalk.core.debuginfo.location;

import io.kwalk.core.debuginfo.dwarf.AttributeValue;
import io.kwalk.core.debuginfo.dwarf.Die;
import io.kwalk.core.debuginfo.dwarf.DwAt;
import io.kwalk.core.debuginfo.dwarf.DwTag;

/**
 * The type of an entry of an expression's stack (section 2.5.1): a base type, or the generic one,
 * an integer as wide as an address without a sign of its own.
 *
 * @param size bytes, 1 to 8
 */
record ValueType(Kind kind, int size) {
  enum Kind {
    GENERIC,
    SIGNED,
    UNSIGNED,
    FLOATING
  }

  private static final int DW_ATE_float = 0x04;
  private static final int DW_ATE_signed = 0x05;
  private static final int DW_ATE_signed_char = 0x06;

  static ValueType generic(int addressSize) {
    return new ValueType(Kind.GENERIC, addressSize);
  }

  /** The base type that {@code die} describes. */
  static ValueType of(Die die) throws UnavailableException {
    AttributeValue encoding = die.attribute(DwAt.DW_AT_encoding);
    AttributeValue size = die.attribute(DwAt.DW_AT_byte_size);
    if (die.tag() != DwTag.DW_TAG_base_type || encoding == null || size == null) {
      throw new UnavailableException(Location.Reason.DAMAGED, die + " is no base type");
    }
    Kind kind =
        switch ((int) encoding.unsigned()) {
          case DW_ATE_float -> Kind.FLOATING;
          case DW_ATE_signed, DW_ATE_signed_char -> Kind.SIGNED;
          default -> Kind.UNSIGNED;
        };
    long bytes = size.unsigned();
    if (bytes < 1 || bytes > 8 || kind == Kind.FLOATING && bytes != 4 && bytes != 8) {
      String why = "computed with a type of " + bytes + " bytes";
      throw new UnavailableException(Location.Reason.UNSUPPORTED, why);
    }
    return new ValueType(kind, (int) bytes);
  }

  boolean isFloating() {
    return kind == Kind.FLOATING;
  }

  int bits() {
    return 8 * size;
  }

  /** {@code bits} cut to this type, and extended to 64 bits as its sign demands. */
  long normalized(long bits) {
    int unused = 64 - bits();
    return kind == Kind.SIGNED ? bits << unused >> unused : bits << unused >>> unused;
  }

  /** A value of this type with its sign: what signed operations of the generic type work on. */
  long signed(long bits) {
    int unused = 64 - bits();
    return kind == Kind.UNSIGNED ? bits : bits << unused >> unused;
  }

  double floating(long bits) {
    return size == 4 ? Float.intBitsToFloat((int) bits) : Double.longBitsToDouble(bits);
  }

  long ofFloating(double value) {
    return size == 4
        ? Float.floatToRawIntBits((float) value) & 0xffff_ffffL
        : Double.doubleToRawLongBits(value);
  }

  /** The value {@code bits} of this type as {@code other} (DW_OP_convert). */
  long convert(long bits, ValueType other) {
    if (isFloating()) {
      double value = floating(bits);
      return other.isFloating() ? other.ofFloating(value) : other.normalized((long) value);
    }
    if (!other.isFloating()) {
      return other.normalized(bits);
    }
    boolean large = kind != Kind.SIGNED && bits < 0;
    return other.ofFloating(large ? (bits >>> 1 | bits & 1) * 2.0 : bits);
  }
}
