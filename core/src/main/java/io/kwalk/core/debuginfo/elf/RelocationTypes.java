package io.kwalk.core.debuginfo.elf;

/**
 * What a relocation type of a processor does to data, one byte each by its number: how many bytes
 * it writes, and what. Types that occur in code alone are left out.
 */
final class RelocationTypes {
  /** The bits that hold the number of bytes: 1, 2, 4 or 8; 0 writes nothing. */
  static final int SIZE = 0x0f;

  /** The symbol's address and the addend. */
  static final int ABSOLUTE = 0x10;

  /** The same, less the place's own address. */
  static final int RELATIVE = 0x20;

  /** Added to what is there. */
  static final int ADD = 0x30;

  /** Subtracted from what is there. */
  static final int SUBTRACT = 0x40;

  private static final int NOTHING = 0x50;

  private static final int EM_386 = 3;
  private static final int EM_PPC = 20;
  private static final int EM_PPC64 = 21;
  private static final int EM_S390 = 22;
  private static final int EM_ARM = 40;
  private static final int EM_X86_64 = 62;
  private static final int EM_AARCH64 = 183;
  private static final int EM_RISCV = 243;

  private RelocationTypes() {}

  /** By the type's number; 0 where it is not known here. NONE is 0 everywhere. */
  static byte[] of(int machine) {
    byte[] types = new byte[264];
    types[0] = NOTHING;
    switch (machine) {
      case EM_386 -> {
        set(types, ABSOLUTE, 1, 4, 20, 2, 22, 1);
        set(types, RELATIVE, 2, 4, 21, 2, 23, 1);
      }
      // R_X86_64_64, _32, _32S, _16, _8; _PC32, _PLT32, _PC16, _PC8, _PC64.
      case EM_X86_64 -> {
        set(types, ABSOLUTE, 1, 8, 10, 4, 11, 4, 12, 2, 14, 1);
        set(types, RELATIVE, 2, 4, 4, 4, 13, 2, 15, 1, 24, 8);
      }
      // R_AARCH64_NONE (withdrawn number), _ABS64, _ABS32, _ABS16; _PREL64, _PREL32, _PREL16.
      case EM_AARCH64 -> {
        types[256] = NOTHING;
        set(types, ABSOLUTE, 257, 8, 258, 4, 259, 2);
        set(types, RELATIVE, 260, 8, 261, 4, 262, 2);
      }
      // R_ARM_ABS32, _ABS16, _ABS8; _REL32.
      case EM_ARM -> {
        set(types, ABSOLUTE, 2, 4, 5, 2, 8, 1);
        set(types, RELATIVE, 3, 4);
      }
      // R_PPC_ADDR32, _ADDR16, _UADDR32; _REL32; 64 bits: _ADDR64, _UADDR64; _REL64.
      case EM_PPC, EM_PPC64 -> {
        set(types, ABSOLUTE, 1, 4, 3, 2, 24, 4, 38, 8, 43, 8);
        set(types, RELATIVE, 26, 4, 44, 8);
      }
      // R_390_8, _16, _32, _64; _PC32, _PC16, _PC64.
      case EM_S390 -> {
        set(types, ABSOLUTE, 1, 1, 3, 2, 4, 4, 22, 8);
        set(types, RELATIVE, 5, 4, 16, 2, 23, 8);
      }
      // R_RISCV_32, _64, _SET8, _SET16, _SET32; _32_PCREL; _ADD8.._ADD64; _SUB8.._SUB64.
      case EM_RISCV -> {
        set(types, ABSOLUTE, 1, 4, 2, 8, 54, 1, 55, 2, 56, 4);
        set(types, RELATIVE, 57, 4);
        set(types, ADD, 33, 1, 34, 2, 35, 4, 36, 8);
        set(types, SUBTRACT, 37, 1, 38, 2, 39, 4, 40, 8);
      }
      default -> {}
    }
    return types;
  }

  /**
   * @param numbersAndSizes pairs of a type's number and the bytes it writes
   */
  private static void set(byte[] types, int operation, int... numbersAndSizes) {
    for (int i = 0; i < numbersAndSizes.length; i += 2) {
      types[numbersAndSizes[i]] = (byte) (operation | numbersAndSizes[i + 1]);
    }
  }
}
