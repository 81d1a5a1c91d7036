package io.kwalk.core.arch.arm64.disassembler;

/** Numbers that are encoded in few bits. */
final class Immediates {
  private Immediates() {}

  /**
   * DecodeBitMasks() of the Arm ARM: a run of ones, rotated and repeated.
   *
   * @param bits N, immr, imms
   * @param width 32 or 64
   * @return the value; 0, which cannot be encoded, for a reserved encoding
   */
  static long bitmask(int bits, int width) {
    int n = bits >> 12;
    int rotate = bits >> 6 & 63;
    int ones = bits & 63;
    int length = 31 - Integer.numberOfLeadingZeros(n << 6 | ~ones & 63);
    if (length < 1 || width == 32 && n == 1) {
      return 0;
    }
    int size = 1 << length;
    int levels = size - 1;
    int count = (ones & levels) + 1;
    if (count == size) {
      return 0;
    }
    long element = (1L << count) - 1;
    int by = rotate & levels;
    long mask = size == 64 ? -1 : (1L << size) - 1;
    long value = by == 0 ? element : (element >>> by | element << size - by) & mask;
    for (int filled = size; filled < 64; filled *= 2) {
      value |= value << filled;
    }
    return width == 32 ? value & 0xffff_ffffL : value;
  }

  /** VFPExpandImm() of the Arm ARM. */
  static double floatingPoint(int imm8) {
    int exponent = ((imm8 >> 4 & 7) ^ 4) - 3;
    double value = Math.scalb((double) (16 + (imm8 & 15)), exponent - 4);
    return imm8 >> 7 == 0 ? value : -value;
  }

  /** Each bit a byte of ones or zeros. */
  static long byteMask(int imm8) {
    long value = 0;
    for (int i = 0; i < 8; i++) {
      if ((imm8 >> i & 1) != 0) {
        value |= 0xffL << 8 * i;
      }
    }
    return value;
  }
}
