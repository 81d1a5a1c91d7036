package io.kwalk.core.arch.x86_64.disassembler;

/** Register names by number. */
final class RegisterNames {
  static final String[] BYTE_LEGACY = {"al", "cl", "dl", "bl", "ah", "ch", "dh", "bh"};
  static final String[] BYTE = general("al cl dl bl spl bpl sil dil", "b");
  static final String[] WORD = general("ax cx dx bx sp bp si di", "w");
  static final String[] LONG = general("eax ecx edx ebx esp ebp esi edi", "d");
  static final String[] QUAD = general("rax rcx rdx rbx rsp rbp rsi rdi", "");
  static final String[] SEGMENT = {"es", "cs", "ss", "ds", "fs", "gs", "?", "?"};
  static final String[] XMM = numbered("xmm", 32);
  static final String[] YMM = numbered("ymm", 32);
  static final String[] ZMM = numbered("zmm", 32);
  static final String[] MMX = numbered("mm", 8);
  static final String[] MASK = numbered("k", 8);
  static final String[] TILE = numbered("tmm", 8);
  static final String[] BOUND = numbered("bnd", 4);
  static final String[] CONTROL = numbered("cr", 16);
  static final String[] DEBUG = numbered("db", 16);

  private RegisterNames() {}

  private static String[] general(String first, String suffix) {
    String[] names = new String[16];
    String[] eight = InstructionForm.split(first, ' ');
    for (int i = 0; i < 8; i++) {
      names[i] = eight[i];
      names[i + 8] = "r" + (i + 8) + suffix;
    }
    return names;
  }

  private static String[] numbered(String prefix, int count) {
    String[] names = new String[count];
    for (int i = 0; i < count; i++) {
      names[i] = prefix + i;
    }
    return names;
  }

  /** A general register of 1, 2, 4 or 8 bytes; byte registers as REX has them. */
  static String general(int number, int bytes, boolean rex) {
    return switch (bytes) {
      case 1 -> rex || number >= 8 ? BYTE[number] : BYTE_LEGACY[number];
      case 2 -> WORD[number];
      case 4 -> LONG[number];
      default -> QUAD[number];
    };
  }

  /** A vector register of 16, 32 or 64 bytes. */
  static String vector(int number, int bytes) {
    return bytes == 64 ? ZMM[number] : bytes == 32 ? YMM[number] : XMM[number];
  }
}
