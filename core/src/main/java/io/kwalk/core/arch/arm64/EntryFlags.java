package io.kwalk.core.arch.arm64;

import java.util.ArrayList;
import java.util.List;

/** Names of the bits of a page descriptor (arch/arm64/include/asm/pgtable-hwdef.h). */
final class EntryFlags {
  private record Flag(int bit, String name) {}

  private static final List<Flag> FLAGS =
      List.of(
          new Flag(0, "VALID"),
          new Flag(6, "USER"),
          new Flag(7, "RDONLY"),
          new Flag(8, "SHARED"),
          new Flag(10, "AF"),
          new Flag(11, "NG"),
          new Flag(51, "DBM"),
          new Flag(52, "CONT"),
          new Flag(53, "PXN"),
          new Flag(54, "UXN"),
          new Flag(55, "DIRTY"),
          new Flag(56, "SPECIAL"));

  private EntryFlags() {}

  static List<String> names(long value, boolean valid, boolean mapped) {
    List<String> names = new ArrayList<>();
    if (mapped && !valid) {
      names.add("PROTNONE");
    }
    for (Flag flag : FLAGS) {
      if ((value >>> flag.bit & 1) != 0) {
        names.add(flag.name);
      }
    }
    return names;
  }
}
