package io.kwalk.lab.boot;

import io.kwalk.lab.image.Bytes;

/**
 * What an arm64 kernel of 4 KiB pages and 48 bits of addresses needs to be found: its image lies at
 * the start of memory, mapped by one block of 2 MiB.
 */
public final class HandmadeArm64 {
  /** Where memory begins. */
  public static final long RAM = 0x4000_0000L;

  /** Where the image is mapped. */
  public static final long IMAGE = 0xffff_8000_8000_0000L;

  /** In the image: init_uts_ns, and swapper_pg_dir with the tables below it. */
  public static final int UTS = 0x5000;

  public static final int TOP = 0x10_0000;

  private HandmadeArm64() {}

  /** vmcoreinfo; more lines may stand behind it. */
  public static String vmcoreinfo(String release) {
    return """
    OSRELEASE=%s
    PAGESIZE=4096
    SYMBOL(init_uts_ns)=ffff800080005000
    OFFSET(uts_namespace.name)=0
    SYMBOL(swapper_pg_dir)=ffff800080100000
    SYMBOL(_stext)=ffff800080000000
    NUMBER(VA_BITS)=48
    NUMBER(kimage_voffset)=0xffff800040000000
    NUMBER(PHYS_OFFSET)=0x40000000
    NUMBER(TCR_EL1_T1SZ)=0x10
    """
        .formatted(release);
  }

  /** Maps the image and names the kernel. */
  public static void fill(Bytes ram, String release, String machine) {
    ram.u64(TOP + 8 * 256, RAM + TOP + 0x1000 | 3);
    ram.u64(TOP + 0x1000 + 8 * 2, RAM + TOP + 0x2000 | 3);
    ram.u64(TOP + 0x2000, RAM | 0x701);
    ram.text(UTS, "Linux").text(UTS + 130, release).text(UTS + 260, machine);
  }
}
