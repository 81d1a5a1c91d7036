package io.kwalk.core.arch.arm64.disassembler;

import org.jspecify.annotations.Nullable;

/** Names of system registers. */
final class SystemRegisters {
  private static final @Nullable String[] READ = new String[1 << 16];
  private static final @Nullable String[] WRITTEN = new String[1 << 16];

  static {
    for (String line : Resource.lines("system-registers.txt")) {
      String[] words = line.split(" ", -1);
      int key = key(words);
      READ[key] = words[5];
      WRITTEN[key] = words.length > 6 ? words[6] : words[5];
    }
  }

  private SystemRegisters() {}

  private static int key(String[] words) {
    int[] numbers = new int[5];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = Integer.parseInt(words[i]);
    }
    return numbers[0] << 14 | numbers[1] << 11 | numbers[2] << 7 | numbers[3] << 3 | numbers[4];
  }

  /**
   * The name, or one made of the numbers.
   *
   * @param key op0, op1, CRn, CRm, op2
   */
  static String name(int key, boolean written) {
    String name = (written ? WRITTEN : READ)[key];
    return name != null
        ? name
        : "s%d_%d_c%d_c%d_%d"
            .formatted(key >> 14, key >> 11 & 7, key >> 7 & 15, key >> 3 & 15, key & 7);
  }
}
