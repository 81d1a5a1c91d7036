package io.kwalk.core.arch.arm64;

import java.util.ArrayList;
import java.util.List;

/** Names of the bits of a page descriptor (arch/arm64/include/asm/pgtable-hwdef.h). */
final class EntryFlags {
  private static final int SHARED = 8;

  private record Flag(int bit, String name) {}

  private static final List<Flag> FLAGS =
      List.of(
          new Flag(0, "VALID"),
          new Flag(6, "USER"),
          new Flag(7, "RDONLY"),
          new Flag(SHARED, "SHARED"),
          new Flag(10, "AF"),
          new Flag(11, "NG"),
          new Flag(51, "DBM"),
          new Flag(52, "CONT"),
          new Flag(53, "PXN"),
          new Flag(54, "UXN"),
          new Flag(55, "DIRTY"),
          new Flag(56, "SPECIAL"));

  private EntryFlags() {}

  /**
   * @param wide whether bits 8 and 9 are of the address (FEAT_LPA2), not shareability
   */
  static List<String> names(long value, boolean valid, boolean mapped, boolean wide) {
    List<String> names = new ArrayList<>();
    if (mapped && !valid) {
      names.add("PROTNONE");
    }
    for (Flag flag : FLAGS) {
      boolean isAddress = wide && flag.bit == SHARED;
      if (!isAddress && (value >>> flag.bit & 1) != 0) {
        names.add(flag.name);
      }
    }
    return names;
  }
}
