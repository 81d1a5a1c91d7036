package io.kwalk.core.arch.arm64.disassembler;

import org.jspecify.annotations.Nullable;

/** Names of system instructions: cache and TLB maintenance, address translation. */
final class SystemOperations {
  /**
   * One of them.
   *
   * @param register whether it takes one
   */
  record Operation(String mnemonic, String operand, boolean register) {}

  private static final @Nullable Operation[] BY_KEY = new Operation[1 << 14];

  static {
    for (String line : Resource.lines("system-operations.txt")) {
      String[] words = line.split(" ", -1);
      int[] numbers = new int[4];
      for (int i = 0; i < numbers.length; i++) {
        numbers[i] = Integer.parseInt(words[i]);
      }
      int key = numbers[0] << 11 | numbers[1] << 7 | numbers[2] << 3 | numbers[3];
      BY_KEY[key] = new Operation(words[4], words[5], words.length > 6);
    }
  }

  private SystemOperations() {}

  /**
   * Null if it has no name.
   *
   * @param key op1, CRn, CRm, op2
   */
  static @Nullable Operation at(int key) {
    return BY_KEY[key];
  }
}
