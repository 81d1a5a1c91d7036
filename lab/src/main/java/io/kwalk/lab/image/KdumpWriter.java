package io.kwalk.lab.image;

import io.kwalk.core.image.codec.Compression;
import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Writes kdump-compressed dumps (makedumpfile's IMPLEMENTATION, release 1.7.8).
 *
 * {@snippet :
 * byte[] file = new KdumpWriter().page(0x1000, bytes).excluded(0x2000).compression(Compression.LZO).build();
 * }
 */
public final class KdumpWriter {
  private static final int DESCRIPTOR_BYTES = 24;

  private final TreeMap<Long, byte[]> stored = new TreeMap<>();
  private final TreeMap<Long, Boolean> memory = new TreeMap<>();
  private ByteOrder order = ByteOrder.LITTLE_ENDIAN;
  private String signature = "KDUMP   ";
  private int version = 6;
  private String machine = "x86_64";
  private String release = "6.1.0-lab";
  private int blockSize = 4096;
  private Compression compression = Compression.ZLIB;
  private int extraStatus;
  private int dumpLevel = 31;
  private long physBase;
  private long maxMapnr = -1;
  private boolean split;
  private long splitStart;
  private long splitEnd;
  private byte[] vmcoreinfo = new byte[0];
  private byte[] notes = new byte[0];

  /** A page that the dump has. With dump level 1 one of zeros is left out as makedumpfile does. */
  public KdumpWriter page(long address, byte[] bytes) {
    if (bytes.length != blockSize) {
      throw new IllegalArgumentException("a page has " + blockSize + " bytes");
    }
    stored.put(address / blockSize, bytes.clone());
    memory.put(address / blockSize, true);
    return this;
  }

  /** Pages that the dump has. */
  public KdumpWriter pages(Map<Long, byte[]> pages) {
    pages.forEach(this::page);
    return this;
  }

  /** A page that the machine has and the dump leaves out. */
  public KdumpWriter excluded(long address) {
    memory.put(address / blockSize, true);
    return this;
  }

  public KdumpWriter byteOrder(ByteOrder byteOrder) {
    this.order = byteOrder;
    return this;
  }

  public KdumpWriter signature(String eightCharacters) {
    this.signature = eightCharacters;
    return this;
  }

  /** header_version, 1 to 6. */
  public KdumpWriter version(int headerVersion) {
    this.version = headerVersion;
    return this;
  }

  public KdumpWriter machine(String name) {
    this.machine = name;
    return this;
  }

  public KdumpWriter release(String name) {
    this.release = name;
    return this;
  }

  /** Before any page is given. */
  public KdumpWriter blockSize(int bytes) {
    this.blockSize = bytes;
    return this;
  }

  public KdumpWriter compression(Compression way) {
    this.compression = way;
    return this;
  }

  /** Status flags besides the compression's. */
  public KdumpWriter status(int flags) {
    this.extraStatus = flags;
    return this;
  }

  public KdumpWriter dumpLevel(int level) {
    this.dumpLevel = level;
    return this;
  }

  public KdumpWriter physBase(long value) {
    this.physBase = value;
    return this;
  }

  /** Page frames that the bitmaps speak of; just enough of them unless said. */
  public KdumpWriter maxMapnr(long pages) {
    this.maxMapnr = pages;
    return this;
  }

  /** Only the piece with the pages between these addresses. */
  public KdumpWriter split(long start, long end) {
    this.split = true;
    this.splitStart = start / blockSize;
    this.splitEnd = end / blockSize;
    return this;
  }

  public KdumpWriter vmcoreinfo(byte[] text) {
    this.vmcoreinfo = text.clone();
    return this;
  }

  /** As {@link NoteWriter#write} makes them. */
  public KdumpWriter notes(byte[] bytes) {
    this.notes = bytes.clone();
    return this;
  }

  /**
   * Where the descriptor of a page is, in what {@link #build} gives; it need not be one that the
   * dump has.
   */
  public int descriptorOffset(long address) {
    long pfn = address / blockSize;
    int before =
        stored.subMap(split ? splitStart : 0, Math.max(pfn, split ? splitStart : 0)).size();
    return (1 + subHeaderBlocks() + bitmapBlocks()) * blockSize + before * DESCRIPTOR_BYTES;
  }

  /** Where the first bitmap (the machine's pages) is, in what {@link #build} gives. */
  public int bitmapOffset() {
    return (1 + subHeaderBlocks()) * blockSize;
  }

  public Path write(Path file) throws IOException {
    return Files.write(file, build());
  }

  public byte[] build() {
    Bytes out = new Bytes(order);
    writeHeader(out);
    writeSubHeader(out);
    writeBitmaps(out);
    writePages(out);
    return out.toArray();
  }

  private void writeHeader(Bytes out) {
    out.text(0, signature).u32(8, version);
    String[] utsname = {"Linux", "lab", release, "#1 SMP", machine, "(none)"};
    for (int i = 0; i < utsname.length; i++) {
      out.text(12 + 65 * i, utsname[i]);
    }
    out.u64(408, 1_700_000_000)
        .u64(416, 0)
        .u32(424, flag() | extraStatus)
        .u32(428, blockSize)
        .u32(432, subHeaderBlocks())
        .u32(436, bitmapBlocks())
        .u32(440, Math.min(frames(), 0xffff_ffffL))
        .u32(460, 2)
        .pad(blockSize);
  }

  private void writeSubHeader(Bytes out) {
    int at = blockSize;
    out.u64(at, physBase).u32(at + 8, dumpLevel);
    if (version >= 2) {
      out.u32(at + 12, split ? 1 : 0).u64(at + 16, splitStart).u64(at + 24, splitEnd);
    }
    int vmcoreinfoAt = at + 104;
    int notesAt = vmcoreinfoAt + vmcoreinfo.length;
    if (version >= 3 && vmcoreinfo.length > 0) {
      out.u64(at + 32, vmcoreinfoAt).u64(at + 40, vmcoreinfo.length);
      out.bytes(vmcoreinfoAt, vmcoreinfo);
    }
    if (version >= 4 && notes.length > 0) {
      out.u64(at + 48, notesAt).u64(at + 56, notes.length);
      out.bytes(notesAt, notes);
    }
    if (version >= 6) {
      out.u64(at + 80, splitStart).u64(at + 88, splitEnd).u64(at + 96, frames());
    }
    out.pad(blockSize);
  }

  private void writeBitmaps(Bytes out) {
    int half = bitmapBlocks() / 2 * blockSize;
    out.bytes(bitmapOffset(), new byte[2 * half]);
    byte[] machines = new byte[half];
    byte[] dumped = new byte[half];
    memory.keySet().forEach(pfn -> machines[(int) (pfn / 8)] |= (byte) (1 << pfn % 8));
    stored.keySet().forEach(pfn -> dumped[(int) (pfn / 8)] |= (byte) (1 << pfn % 8));
    out.bytes(bitmapOffset(), machines).bytes(bitmapOffset() + half, dumped);
  }

  private void writePages(Bytes out) {
    Map<Long, byte[]> pages = split ? stored.subMap(splitStart, splitEnd) : stored;
    int descriptor = out.size();
    out.bytes(descriptor, new byte[pages.size() * DESCRIPTOR_BYTES]);
    byte[] zeros = new byte[blockSize];
    int zeroPage = (dumpLevel & 1) != 0 ? out.append(zeros) : -1;
    for (byte[] page : pages.values()) {
      if (zeroPage >= 0 && Arrays.equals(page, zeros)) {
        writeDescriptor(out, descriptor, zeroPage, blockSize, 0);
      } else {
        byte[] small = smaller(page);
        byte[] bytes = small == null ? page : small;
        int at = out.append(bytes);
        writeDescriptor(out, descriptor, at, bytes.length, small == null ? 0 : flag());
      }
      descriptor += DESCRIPTOR_BYTES;
    }
  }

  private static void writeDescriptor(Bytes out, int at, long offset, int size, int flags) {
    out.u64(at, offset).u32(at + 8, size).u32(at + 12, flags).u64(at + 16, 0);
  }

  /** The compressed page, or null where it would be no smaller: it is then stored plain. */
  private byte @Nullable [] smaller(byte[] page) {
    if (compression == Compression.NONE) {
      return null;
    }
    byte[] bytes = Compressors.compress(compression, page);
    return bytes.length < page.length ? bytes : null;
  }

  private int flag() {
    return switch (compression) {
      case NONE -> 0;
      case ZLIB -> 0x1;
      case LZO -> 0x2;
      case SNAPPY -> 0x4;
      case ZSTD -> 0x20;
    };
  }

  private long frames() {
    return maxMapnr >= 0 ? maxMapnr : memory.isEmpty() ? 0 : memory.lastKey() + 1;
  }

  private int subHeaderBlocks() {
    return Math.ceilDiv(104 + vmcoreinfo.length + notes.length, blockSize);
  }

  private int bitmapBlocks() {
    return 2 * (int) Math.ceilDiv(frames(), 8L * blockSize);
  }
}
