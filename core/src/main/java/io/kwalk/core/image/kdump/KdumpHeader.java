package io.kwalk.core.image.kdump;

import io.kwalk.core.image.DumpOpenException;
import io.kwalk.core.image.file.DumpFile;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * The header blocks of a kdump-compressed file: struct disk_dump_header and, behind it, struct
 * kdump_sub_header, as 64-bit machines lay them out (makedumpfile's IMPLEMENTATION, section
 * "kdump-compressed", release 1.7.8).
 *
 * @param version header_version, 1 to 6; later ones only add fields
 * @param seconds when the header was written (tv_sec), 0 where the writer did not say
 * @param status flags, {@code DUMP_DH_}…
 * @param bitmapBlocks blocks of both bitmaps together
 * @param maxMapnr page frames that the bitmaps speak of
 * @param processors nr_cpus
 * @param split whether this is one of several pieces, which holds the pages from {@code startPfn}
 *     to before {@code endPfn}
 */
record KdumpHeader(
    String signature,
    ByteOrder byteOrder,
    int version,
    String sysname,
    String nodename,
    String release,
    String versionText,
    String machineName,
    String domainname,
    long seconds,
    int status,
    int blockSize,
    int subHeaderBlocks,
    long bitmapBlocks,
    long maxMapnr,
    int processors,
    long physBase,
    int dumpLevel,
    boolean split,
    long startPfn,
    long endPfn,
    FilePart vmcoreinfo,
    FilePart notes,
    FilePart eraseinfo) {
  static final int DUMP_DH_COMPRESSED_ZLIB = 0x1;
  static final int DUMP_DH_COMPRESSED_LZO = 0x2;
  static final int DUMP_DH_COMPRESSED_SNAPPY = 0x4;
  static final int DUMP_DH_COMPRESSED_INCOMPLETE = 0x8;
  static final int DUMP_DH_EXCLUDED_VMEMMAP = 0x10;
  static final int DUMP_DH_COMPRESSED_ZSTD = 0x20;

  private static final int HEADER_VERSION = 8;
  private static final int UTSNAME = 12;
  private static final int UTSNAME_FIELD = 65;
  private static final int TIMESTAMP = 408;
  private static final int STATUS = 424;
  private static final int BLOCK_SIZE = 428;
  private static final int BLOCK_SIZE_OF_32_BIT = 416;
  private static final int SUB_HDR_SIZE = 432;
  private static final int BITMAP_BLOCKS = 436;
  private static final int MAX_MAPNR = 440;
  private static final int NR_CPUS = 460;
  private static final int HEADER_END = 464;

  private static final int SUB_HEADER_END = 104;

  /** {@code size} bytes at {@code offset} of the file. */
  record FilePart(long offset, long size) {
    static final FilePart NONE = new FilePart(0, 0);
  }

  /** Whether a file starts as these do: "KDUMP ", or "DISKDUMP" of its ancestor. */
  static boolean recognises(DumpFile file) {
    if (!file.has(0, 8)) {
      return false;
    }
    String signature = new String(file.read(0, 8), StandardCharsets.ISO_8859_1);
    return signature.equals("KDUMP   ") || signature.equals("DISKDUMP");
  }

  static KdumpHeader read(DumpFile file) throws DumpOpenException {
    if (!file.has(0, HEADER_END)) {
      throw cut(file);
    }
    ByteOrder order = byteOrder(file);
    int version = file.s32(HEADER_VERSION, order);
    int blockSize = blockSize(file, order);
    long subHeader = blockSize;
    long subHeaderBlocks = file.u32(SUB_HDR_SIZE, order);
    long bitmapBlocks = file.u32(BITMAP_BLOCKS, order);
    if (subHeaderBlocks > Integer.MAX_VALUE || version > 0 && subHeaderBlocks == 0) {
      throw damaged(file, "sub-header of " + subHeaderBlocks + " blocks");
    }
    if (!file.has(0, (1 + subHeaderBlocks) * blockSize) || !file.has(subHeader, SUB_HEADER_END)) {
      throw cut(file);
    }
    Fields sub = new Fields(file, order, subHeader, version);
    long maxMapnr = version >= 6 ? sub.u64(96) : file.u32(MAX_MAPNR, order);
    if (maxMapnr < 0 || maxMapnr > Long.MAX_VALUE / blockSize) {
      throw damaged(file, "max_mapnr " + Long.toUnsignedString(maxMapnr));
    }
    boolean split = version >= 2 && sub.s32(12) != 0;
    long startPfn = !split ? 0 : version >= 6 ? sub.u64(80) : sub.u64(16);
    long endPfn = !split ? maxMapnr : version >= 6 ? sub.u64(88) : sub.u64(24);
    if (startPfn < 0 || endPfn < startPfn) {
      throw damaged(file, "a piece of page frames " + startPfn + " to " + endPfn);
    }
    return new KdumpHeader(
        new String(file.read(0, 8), StandardCharsets.ISO_8859_1).trim(),
        order,
        version,
        utsname(file, 0),
        utsname(file, 1),
        utsname(file, 2),
        utsname(file, 3),
        utsname(file, 4),
        utsname(file, 5),
        file.u64(TIMESTAMP, order),
        file.s32(STATUS, order),
        blockSize,
        (int) subHeaderBlocks,
        bitmapBlocks,
        maxMapnr,
        file.s32(NR_CPUS, order),
        version >= 1 ? sub.u64(0) : 0,
        version >= 1 ? sub.s32(8) : 0,
        split,
        startPfn,
        endPfn,
        sub.part(3, 32),
        sub.part(4, 48),
        sub.part(5, 64));
  }

  /** Where the bitmaps start. */
  long bitmapOffset() {
    return (1L + subHeaderBlocks) * blockSize;
  }

  /** Where the page descriptors start. */
  long descriptorOffset() {
    return bitmapOffset() + bitmapBlocks * blockSize;
  }

  boolean has(int statusFlag) {
    return (status & statusFlag) != 0;
  }

  private static ByteOrder byteOrder(DumpFile file) throws DumpOpenException {
    for (ByteOrder order : new ByteOrder[] {ByteOrder.LITTLE_ENDIAN, ByteOrder.BIG_ENDIAN}) {
      int version = file.s32(HEADER_VERSION, order);
      if (version >= 0 && version < 0x10000) {
        return order;
      }
    }
    throw damaged(file, "header version " + file.s32(HEADER_VERSION, ByteOrder.LITTLE_ENDIAN));
  }

  private static int blockSize(DumpFile file, ByteOrder order) throws DumpOpenException {
    int size = file.s32(BLOCK_SIZE, order);
    if (isBlockSize(size)) {
      return size;
    }
    if (isBlockSize(file.s32(BLOCK_SIZE_OF_32_BIT, order))) {
      throw new DumpOpenException(
          file.name(),
          "is the dump of a 32-bit kernel",
          "only dumps of 64-bit kernels can be opened");
    }
    throw damaged(file, "block size " + size);
  }

  /** 64 KiB pages are the largest that Linux has; 1 MiB leaves room. */
  private static boolean isBlockSize(int size) {
    return size >= 512 && size <= 1 << 20 && Integer.bitCount(size) == 1;
  }

  private static String utsname(DumpFile file, int index) {
    byte[] field = file.read(UTSNAME + (long) index * UTSNAME_FIELD, UTSNAME_FIELD);
    int length = 0;
    while (length < field.length && field[length] != 0) {
      length++;
    }
    return new String(field, 0, length, StandardCharsets.UTF_8);
  }

  private static DumpOpenException cut(DumpFile file) {
    return new DumpOpenException(
        file.name(),
        "the file ends inside the header of a kdump-compressed dump",
        "nothing can be read of it; copy or save the dump again");
  }

  private static DumpOpenException damaged(DumpFile file, String what) {
    return new DumpOpenException(
        file.name(),
        "damaged header of a kdump-compressed dump (" + what + ")",
        "copy or save the dump again");
  }

  /** Fields of the sub-header, which exist from a version on. */
  private record Fields(DumpFile file, ByteOrder order, long start, int version) {
    long u64(int at) {
      return file.u64(start + at, order);
    }

    int s32(int at) {
      return file.s32(start + at, order);
    }

    FilePart part(int since, int at) {
      return version < since ? FilePart.NONE : new FilePart(u64(at), u64(at + 8));
    }
  }
}
