package io.kwalk.linux.system;

/** Taint flags of the kernel and of modules (Documentation/admin-guide/tainted-kernels.rst). */
public final class Taint {
  /** Letters of the bits, from bit 0 on. */
  private static final String LETTERS = "PFSRMBUDAWCIOELKXTNJ";

  private Taint() {}

  /** The letters of the bits that are set; a bit without a letter as its number. */
  public static String letters(long mask) {
    StringBuilder letters = new StringBuilder();
    for (int bit = 0; bit < Long.SIZE; bit++) {
      if ((mask >>> bit & 1) != 0) {
        letters.append(bit < LETTERS.length() ? LETTERS.substring(bit, bit + 1) : "(" + bit + ")");
      }
    }
    return letters.toString();
  }
}
