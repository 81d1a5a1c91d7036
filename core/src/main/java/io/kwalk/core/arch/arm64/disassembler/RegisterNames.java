package io.kwalk.core.arch.arm64.disassembler;

import java.util.function.IntFunction;

/** Registers by number: names and operands, made once. */
final class RegisterNames {
  static final String[] X = names(i -> i == 31 ? "xzr" : "x" + i);
  static final String[] W = names(i -> i == 31 ? "wzr" : "w" + i);
  static final String[] XSP = names(i -> i == 31 ? "sp" : "x" + i);
  static final String[] WSP = names(i -> i == 31 ? "wsp" : "w" + i);
  static final String[] V = names(i -> "v" + i);
  static final Operand[] X_OPERANDS = registers(X);
  static final Operand[] W_OPERANDS = registers(W);
  static final Operand[] XSP_OPERANDS = registers(XSP);
  static final Operand[] WSP_OPERANDS = registers(WSP);

  /** b, h, s, d, q by number. */
  private static final Operand[][] SCALARS = new Operand[5][];

  private static final String SCALAR_LETTERS = "bhsdq";

  static {
    for (int i = 0; i < SCALARS.length; i++) {
      char letter = SCALAR_LETTERS.charAt(i);
      Operand[] all = new Operand[32];
      for (int j = 0; j < 32; j++) {
        all[j] = new Operand.Text(letter + Integer.toString(j));
      }
      SCALARS[i] = all;
    }
  }

  private RegisterNames() {}

  /** Floating-point registers of 1, 2, 4, 8, 16 bytes. */
  static Operand[] scalars(char letter) {
    return SCALARS[SCALAR_LETTERS.indexOf(letter)];
  }

  private static String[] names(IntFunction<String> name) {
    String[] names = new String[32];
    for (int i = 0; i < names.length; i++) {
      names[i] = name.apply(i);
    }
    return names;
  }

  private static Operand[] registers(String[] names) {
    Operand[] all = new Operand[32];
    for (int i = 0; i < all.length; i++) {
      all[i] = new Operand.Register(names[i]);
    }
    return all;
  }
}
