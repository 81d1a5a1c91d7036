package io.kwalk.core.object;

import io.kwalk.core.debuginfo.EnumType;
import io.kwalk.core.debuginfo.FloatType;
import io.kwalk.core.debuginfo.IntType;
import io.kwalk.core.debuginfo.Type;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;

/** Numbers as gdb writes them. */
final class ScalarText {
  private ScalarText() {}

  /**
   * An integer, truth value, character or enumerator.
   *
   * @param bitSize of a bit-field, else 0
   */
  static void append(StringBuilder out, Type type, long value, int bitSize, PrintOptions options) {
    switch (type.strip()) {
      case EnumType enumeration -> out.append(EnumText.of(enumeration, value));
      case IntType integer -> integer(out, integer, value, bitSize, options);
      default -> out.append("0x").append(Long.toHexString(value));
    }
  }

  private static void integer(
      StringBuilder out, IntType type, long value, int bitSize, PrintOptions options) {
    if (options.hexadecimal()) {
      int bits = bitSize == 0 ? (int) Math.min(64, 8 * type.size()) : bitSize;
      out.append("0x").append(Long.toHexString(bits < 64 ? value & (1L << bits) - 1 : value));
    } else if (type.encoding() == IntType.Encoding.BOOLEAN && (value & ~1) == 0) {
      out.append(value == 1);
    } else {
      out.append(type.signed() ? Long.toString(value) : Long.toUnsignedString(value));
      if (isCharacter(type)) {
        out.append(' ');
        CharacterText.character(out, (int) value);
      }
    }
  }

  /** Whether gdb shows values of {@code type} as text: every integer of one byte is a character. */
  static boolean isCharacter(Type type) {
    return type.strip() instanceof IntType integer
        && integer.size() == 1
        && integer.encoding() != IntType.Encoding.BOOLEAN;
  }

  /** An integer of more than 8 bytes, least significant byte last. */
  static void wide(StringBuilder out, byte[] bigEndian, boolean signed, boolean hexadecimal) {
    if (hexadecimal) {
      out.append("0x").append(new BigInteger(1, bigEndian).toString(16));
    } else {
      out.append(signed ? new BigInteger(bigEndian) : new BigInteger(1, bigEndian));
    }
  }

  /** The raw bits of a floating-point value as its value. */
  static double floating(FloatType type, long bits) {
    return type.size() == 4 ? Float.intBitsToFloat((int) bits) : Double.longBitsToDouble(bits);
  }

  /** As C's {@code %.17g}, or {@code %.9g} for {@code float}. */
  static String floating(double value, boolean single) {
    if (Double.isNaN(value)) {
      return "nan(0x8000000000000)";
    }
    if (Double.isInfinite(value)) {
      return value > 0 ? "inf" : "-inf";
    }
    return new Decimal(value, single ? 9 : 17).text();
  }

  /** C's {@code %g}: the shorter of fixed and exponent notation, without zeros at the end. */
  private record Decimal(double value, int digits) {
    String text() {
      if (value == 0) {
        return 1 / value < 0 ? "-0" : "0";
      }
      BigDecimal exact = new BigDecimal(value).round(new MathContext(digits));
      int exponent = exact.precision() - exact.scale() - 1;
      BigDecimal bare = exact.stripTrailingZeros();
      if (exponent >= -4 && exponent < digits) {
        return bare.toPlainString();
      }
      String unscaled = bare.unscaledValue().abs().toString();
      String fraction = unscaled.length() > 1 ? "." + unscaled.substring(1) : "";
      String power = (Math.abs(exponent) < 10 ? "0" : "") + Math.abs(exponent);
      char sign = exponent < 0 ? '-' : '+';
      return (value < 0 ? "-" : "") + unscaled.charAt(0) + fraction + "e" + sign + power;
    }
  }
}
