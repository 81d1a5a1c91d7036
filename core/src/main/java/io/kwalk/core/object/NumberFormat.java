package io.kwalk.core.object;

import java.util.HexFormat;
import java.util.Optional;

/** gdb's output formats: {@code p/x} prints every number in it that it finds in a value. */
public enum NumberFormat {
  /** By its type: decimal integers, enumerators, characters, texts, pointers with symbols. */
  NATURAL('s'),
  HEXADECIMAL('x'),
  /** Hexadecimal with the zeros in front that its type has room for. */
  ZERO_PADDED('z'),
  DECIMAL('d'),
  UNSIGNED('u'),
  OCTAL('o'),
  BINARY('t'),
  /** An address with the symbol it lies in. */
  ADDRESS('a'),
  CHARACTER('c'),
  /** The bytes as a floating-point number, if there is one of that size. */
  FLOATING_POINT('f');

  /** The letters, as a message names them. */
  public static final String LETTERS = "/x /z /d /u /o /t /c /a /f /s";

  private final char letter;

  NumberFormat(char letter) {
    this.letter = letter;
  }

  /** The format of gdb's letter. */
  public static Optional<NumberFormat> of(String letter) {
    for (NumberFormat format : values()) {
      if (letter.length() == 1 && letter.charAt(0) == format.letter) {
        return Optional.of(format);
      }
    }
    return Optional.empty();
  }

  /**
   * Appends a number; for all formats but {@link #NATURAL}.
   *
   * @param bits the value, with or without its sign
   * @param width in bits: 1 to 64
   */
  void append(StringBuilder out, long bits, int width, AddressNames names) {
    int unused = Math.clamp(64 - width, 0, 63);
    long plain = bits << unused >>> unused;
    long signed = bits << unused >> unused;
    switch (this) {
      case DECIMAL -> out.append(signed);
      case UNSIGNED -> out.append(Long.toUnsignedString(plain));
      case OCTAL -> out.append(plain == 0 ? "" : "0").append(Long.toOctalString(plain));
      case BINARY -> out.append(Long.toBinaryString(plain));
      case ZERO_PADDED ->
          out.append("0x").append(HexFormat.of().toHexDigits(plain, (width + 3) / 4));
      case CHARACTER -> {
        out.append((byte) bits).append(' ');
        CharacterText.character(out, (byte) bits);
      }
      case ADDRESS -> out.append("0x").append(Long.toHexString(plain)).append(names.behind(plain));
      case FLOATING_POINT -> floating(out, plain, signed, width);
      default -> out.append("0x").append(Long.toHexString(plain));
    }
  }

  private static void floating(StringBuilder out, long plain, long signed, int width) {
    switch (width) {
      case 32 -> out.append(ScalarText.floating(Float.intBitsToFloat((int) plain), true));
      case 64 -> out.append(ScalarText.floating(Double.longBitsToDouble(plain), false));
      default -> out.append(signed);
    }
  }
}
