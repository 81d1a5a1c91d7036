package io.kwalk.core.image;

import java.util.List;

/** Machine names as uname gives them, and their numbers in ELF (e_machine). */
public final class Machines {
  public static final int EM_MIPS = 8;
  public static final int EM_PPC64 = 21;
  public static final int EM_S390 = 22;
  public static final int EM_X86_64 = 62;
  public static final int EM_AARCH64 = 183;
  public static final int EM_RISCV = 243;
  public static final int EM_LOONGARCH = 258;

  private Machines() {}

  /** The number of a 64-bit machine that Linux runs on by uname's name of it; 0 for any other. */
  public static int ofUname(String machine) {
    return switch (machine) {
      case "x86_64" -> EM_X86_64;
      case "aarch64", "aarch64_be" -> EM_AARCH64;
      case "ppc64", "ppc64le" -> EM_PPC64;
      case "s390x" -> EM_S390;
      case "riscv64" -> EM_RISCV;
      case "loongarch64" -> EM_LOONGARCH;
      case "mips64" -> EM_MIPS;
      default -> 0;
    };
  }

  /** Whether {@link #ofUname} has a name for the number. */
  public static boolean isKnown(int machine) {
    return switch (machine) {
      case EM_MIPS, EM_PPC64, EM_S390, EM_X86_64, EM_AARCH64, EM_RISCV, EM_LOONGARCH -> true;
      default -> false;
    };
  }

  /**
   * Guesses by the size of the first NT_PRSTATUS note, which differs by the registers in it; 0
   * where that says nothing.
   */
  public static int ofNotes(List<ElfNote> notes) {
    for (ElfNote note : notes) {
      if (note.isPrStatus()) {
        return switch (note.descriptor().length) {
          case 336 -> EM_X86_64;
          case 392 -> EM_AARCH64;
          case 376 -> EM_RISCV;
          case 504 -> EM_PPC64;
          case 480 -> EM_LOONGARCH;
          default -> 0;
        };
      }
    }
    return 0;
  }
}
