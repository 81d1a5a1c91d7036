package io.kwalk.core.arch.x86_64.disassembler;

import org.jspecify.annotations.Nullable;

/** Immediates that are part of the mnemonic. */
final class Predicates {
  private static final String[] COMPARE =
      InstructionForm.split(
          "eq lt le unord neq nlt nle ord eq_uq nge ngt false neq_oq ge gt true eq_os lt_oq le_oq"
              + " unord_s neq_us nlt_uq nle_uq ord_s eq_us nge_uq ngt_uq false_os neq_os ge_oq"
              + " gt_oq true_us",
          ' ');
  private static final @Nullable String[] COMPARE_INTEGERS = {
    "eq", "lt", "le", null, "neq", "nlt", "nle", null
  };

  private Predicates() {}

  /** What stands in the mnemonic for an immediate of a kind; null if it is printed as a number. */
  static @Nullable String name(char kind, int value) {
    return switch (kind) {
      case 'c' -> value < 8 ? COMPARE[value] : null;
      case 'p' -> value < 8 ? COMPARE_INTEGERS[value] : null;
      case 'l' -> multiply(value);
      default -> value < 32 ? COMPARE[value] : null;
    };
  }

  /** Quadwords of PCLMULQDQ. */
  private static @Nullable String multiply(int value) {
    return switch (value) {
      case 0x00 -> "lqlq";
      case 0x01 -> "hqlq";
      case 0x10 -> "lqhq";
      case 0x11 -> "hqhq";
      default -> null;
    };
  }
}
