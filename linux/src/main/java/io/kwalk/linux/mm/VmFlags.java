package io.kwalk.linux.mm;

import java.util.ArrayList;
import java.util.List;

/** Names of the bits of vm_area_struct.vm_flags. */
public final class VmFlags {
  /** From bit 0 on (include/linux/mm.h of 5.10 to 7.3); bit 11 is DENYWRITE to 5.15. */
  private static final String[] NAMES = {
    "READ",
    "WRITE",
    "EXEC",
    "SHARED",
    "MAYREAD",
    "MAYWRITE",
    "MAYEXEC",
    "MAYSHARE",
    "GROWSDOWN",
    "UFFD_MISSING",
    "PFNMAP",
    "DENYWRITE",
    "UFFD_WP",
    "LOCKED",
    "IO",
    "SEQ_READ",
    "RAND_READ",
    "DONTCOPY",
    "DONTEXPAND",
    "LOCKONFAULT",
    "ACCOUNT",
    "NORESERVE",
    "HUGETLB",
    "SYNC",
    "ARCH_1",
    "WIPEONFORK",
    "DONTDUMP",
    "SOFTDIRTY",
    "MIXEDMAP",
    "HUGEPAGE",
    "NOHUGEPAGE",
    "MERGEABLE"
  };

  private VmFlags() {}

  /** The names of the bits that are set, lowest first; unnamed ones together in hexadecimal. */
  public static List<String> names(long flags) {
    List<String> names = new ArrayList<>();
    for (int bit = 0; bit < NAMES.length; bit++) {
      if ((flags >>> bit & 1) != 0) {
        names.add(NAMES[bit]);
      }
    }
    long unnamed = flags >>> NAMES.length << NAMES.length;
    if (unnamed != 0) {
      names.add("0x" + Long.toHexString(unnamed));
    }
    return names;
  }
}
