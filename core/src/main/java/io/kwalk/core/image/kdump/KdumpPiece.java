package io.kwalk.core.image.kdump;

import io.kwalk.core.image.PageState;
import io.kwalk.core.image.codec.Compression;
import io.kwalk.core.image.file.DumpFile;
import io.kwalk.core.memory.ByteArrays;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * One kdump-compressed file: all of a dump, or one piece of a split one.
 *
 * <p>The dumped pages have descriptors in the order of their page frames: the rank of a page's bit
 * in the second bitmap is the index of its descriptor. A piece holds descriptors from its first
 * page frame on.
 */
final class KdumpPiece {
  private static final int DESCRIPTOR_BYTES = 24;
  private static final int DESCRIPTOR_SIZE = 8;
  private static final int DESCRIPTOR_FLAGS = 12;
  private static final int DESCRIPTORS_AT_ONCE = 2048;
  private static final int DUMP_LEVEL_ZERO = 1;

  private final DumpFile file;
  private final KdumpHeader header;
  private final ByteOrder order;
  private final PageBitmap memory;
  private final PageBitmap dumped;
  private final ThreadLocal<byte[]> compressed;

  /** Descriptors of earlier pieces. -1: not yet counted. */
  private volatile long firstIndex = -1;

  /** Where all zero pages point to: the first bytes behind the descriptors. -1: not yet known. */
  private volatile long zeroPage = -1;

  KdumpPiece(DumpFile file, KdumpHeader header) {
    this.file = file;
    this.header = header;
    this.order = header.byteOrder();
    long half = header.bitmapBlocks() / 2 * header.blockSize();
    boolean both = half * 8 >= header.maxMapnr();
    long bits = header.maxMapnr();
    // Old diskdump files may have the second bitmap alone.
    this.memory = new PageBitmap(file, header.bitmapOffset(), bits);
    this.dumped = both ? new PageBitmap(file, header.bitmapOffset() + half, bits) : memory;
    this.compressed = ThreadLocal.withInitial(() -> new byte[header.blockSize()]);
  }

  DumpFile file() {
    return file;
  }

  KdumpHeader header() {
    return header;
  }

  /** The pages that the machine has. */
  PageBitmap memoryBitmap() {
    return memory;
  }

  /** The pages that the writer took into the dump, whichever piece they are in. */
  PageBitmap dumpedBitmap() {
    return dumped;
  }

  /** Whether a page, if it was dumped, is to be in this piece. */
  boolean holds(long pfn) {
    return pfn >= header.startPfn() && pfn < header.endPfn();
  }

  /** What the file has of a page that {@link #holds} it, without reading its bytes. */
  PageState state(long pfn) {
    if (!dumped.isSet(pfn)) {
      return pfn < dumped.bits() && dumped.isCutOff(pfn) ? PageState.CUT_OFF : absent(pfn);
    }
    long descriptor = descriptor(pfn);
    if (!file.has(descriptor, DESCRIPTOR_BYTES)) {
      return PageState.CUT_OFF;
    }
    long offset = file.u64(descriptor, order);
    long size = file.u32(descriptor + DESCRIPTOR_SIZE, order);
    if (offset == 0) { // never written: the writer ran out of space
      return saysIncomplete() ? PageState.CUT_OFF : PageState.DAMAGED;
    }
    if (size == 0 || size > header.blockSize() || offset < 0) {
      return PageState.DAMAGED;
    }
    if (!file.has(offset, size)) {
      return PageState.CUT_OFF;
    }
    return PageState.PRESENT;
  }

  /** The bytes of a page that is {@link PageState#PRESENT}, or null where they are damaged. */
  byte @Nullable [] load(long pfn) {
    byte[] page = new byte[header.blockSize()];
    return load(pfn, page) ? page : null;
  }

  /** The same into {@code page}, which has the size of one; false where they are damaged. */
  boolean load(long pfn, byte[] page) {
    long descriptor = descriptor(pfn);
    long offset = file.u64(descriptor, order);
    int size = file.s32(descriptor + DESCRIPTOR_SIZE, order);
    int flags = file.s32(descriptor + DESCRIPTOR_FLAGS, order);
    Compression compression = KdumpCompressions.ofFlags(flags);
    if (compression == Compression.NONE) {
      if (size != page.length) {
        return false;
      }
      file.read(offset, page, 0, size);
      return true;
    }
    byte[] input = compressed.get();
    file.read(offset, input, 0, size);
    return compression.decompress(input, size, page);
  }

  /**
   * Whether a page that is {@link PageState#PRESENT} was left out as one of zeros. With dump level
   * 1 makedumpfile and QEMU write one page of zeros behind the descriptors, and let the descriptors
   * of all pages of zeros point to it.
   */
  boolean isZeroPage(long pfn) {
    if ((header.dumpLevel() & DUMP_LEVEL_ZERO) == 0) {
      return false;
    }
    long offset = file.u64(descriptor(pfn), order);
    if (zeroPage < 0) {
      long candidate = descriptor(Math.min(header.endPfn(), dumped.bits()));
      zeroPage = pageOfZeros(candidate) ? candidate : 0;
    }
    return offset == zeroPage;
  }

  /** The flags of the descriptor of a page that is {@link PageState#PRESENT}. */
  int flagsOf(long pfn) {
    return file.s32(descriptor(pfn) + DESCRIPTOR_FLAGS, order);
  }

  /** Pages that were dumped into this piece. Counts the bitmap. */
  long dumpedPages() {
    return Math.max(0, dumped.rank(Math.min(header.endPfn(), dumped.bits())) - rankOfStart());
  }

  /**
   * Pages of them whose bytes are in the file. Where it is cut off, reads all descriptors that
   * there are.
   */
  long describedPages() {
    if (!isCutOff()) {
      return dumpedPages();
    }
    long described = Math.min(dumpedPages(), describable());
    long count = 0;
    byte[] buffer = new byte[DESCRIPTORS_AT_ONCE * DESCRIPTOR_BYTES];
    for (long index = 0; index < described; index += DESCRIPTORS_AT_ONCE) {
      int descriptors = (int) Math.min(DESCRIPTORS_AT_ONCE, described - index);
      long at = header.descriptorOffset() + index * DESCRIPTOR_BYTES;
      if (!file.has(at, (long) descriptors * DESCRIPTOR_BYTES)) {
        break;
      }
      file.read(at, buffer, 0, descriptors * DESCRIPTOR_BYTES);
      for (int i = 0; i < descriptors; i++) {
        count += hasBytes(buffer, i * DESCRIPTOR_BYTES) ? 1 : 0;
      }
    }
    return count;
  }

  /**
   * True where the writer said so, or the file ends before its last page does. May count the
   * bitmap.
   */
  boolean isIncomplete() {
    return saysIncomplete() || isCutOff();
  }

  private boolean saysIncomplete() {
    return header.has(KdumpHeader.DUMP_DH_COMPRESSED_INCOMPLETE) || file.cut();
  }

  /**
   * Whether the file ends before its last page does. Counts the bitmap. Pages lie in the order of
   * their descriptors, but for the one of zeros: the last descriptor of another decides.
   */
  private boolean isCutOff() {
    long pages = dumpedPages();
    if (dumped.bits() > 0 && dumped.isCutOff(dumped.bits() - 1) || pages > describable()) {
      return true;
    }
    byte[] buffer = new byte[DESCRIPTOR_BYTES];
    long zeros = header.descriptorOffset() + pages * DESCRIPTOR_BYTES;
    for (long index = pages - 1; index >= 0; index--) {
      long at = header.descriptorOffset() + index * DESCRIPTOR_BYTES;
      if (!file.has(at, DESCRIPTOR_BYTES)) {
        return true;
      }
      file.read(at, buffer, 0, DESCRIPTOR_BYTES);
      if (ByteArrays.u64(buffer, 0, order) != zeros) {
        return !hasBytes(buffer, 0);
      }
    }
    return false;
  }

  /** Descriptors that fit into the file. */
  private long describable() {
    return Math.max(0, file.size() - header.descriptorOffset()) / DESCRIPTOR_BYTES;
  }

  /**
   * Whether a page's bytes are in the file; a descriptor that makes no sense is damaged and not cut
   * off.
   */
  private boolean hasBytes(byte[] descriptors, int at) {
    long offset = ByteArrays.u64(descriptors, at, order);
    long size = ByteArrays.u32(descriptors, at + DESCRIPTOR_SIZE, order);
    if (offset == 0) {
      return !saysIncomplete();
    }
    return offset < 0 || size == 0 || size > header.blockSize() || file.has(offset, size);
  }

  private PageState absent(long pfn) {
    return memory != dumped && memory.isSet(pfn) ? PageState.EXCLUDED : PageState.NOT_COVERED;
  }

  private long descriptor(long pfn) {
    return header.descriptorOffset() + (dumped.rank(pfn) - rankOfStart()) * DESCRIPTOR_BYTES;
  }

  private long rankOfStart() {
    long first = firstIndex;
    if (first < 0) {
      first = dumped.rank(Math.min(header.startPfn(), dumped.bits()));
      firstIndex = first;
    }
    return first;
  }

  private boolean pageOfZeros(long offset) {
    int size = header.blockSize();
    return file.has(offset, size) && Arrays.equals(file.read(offset, size), new byte[size]);
  }
}
