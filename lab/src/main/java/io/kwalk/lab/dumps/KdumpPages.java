package io.kwalk.lab.dumps;

import io.kwalk.core.image.codec.Compression;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.BitSet;

/**
 * The pages that a kdump-compressed file of a 64-bit little-endian machine stores, by the order of
 * their descriptors: {@code offset, size, flags, page_flags}. One that is written anew lies plain
 * at the file's end.
 */
final class KdumpPages implements Closeable {
  private static final int BLOCK_SIZE = 428;
  private static final int SUB_HEADER_BLOCKS = 432;
  private static final int BITMAP_BLOCKS = 436;
  private static final int HEADER_END = 440;
  private static final int DESCRIPTOR_BYTES = 24;
  private static final int SIZE = 8;
  private static final int FLAGS = 12;

  private final FileChannel file;
  private final int blockSize;
  private final long descriptors;
  private final BitSet dumped;

  KdumpPages(Path path) throws IOException {
    file = FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE);
    ByteBuffer header = read(0, HEADER_END);
    blockSize = header.getInt(BLOCK_SIZE);
    long bitmaps = (1L + header.getInt(SUB_HEADER_BLOCKS)) * blockSize;
    int length = header.getInt(BITMAP_BLOCKS) * blockSize;
    descriptors = bitmaps + length;
    // The second of the two bitmaps tells of the pages in the file.
    dumped = BitSet.valueOf(read(bitmaps + length / 2, length / 2));
  }

  int count() {
    return dumped.cardinality();
  }

  int pageSize() {
    return blockSize;
  }

  /** Which of them has the page at a physical address. */
  int indexOf(long physical) throws IOException {
    int frame = Math.toIntExact(physical / blockSize);
    if (!dumped.get(frame)) {
      throw new IOException("the dump has no page at 0x" + Long.toHexString(physical));
    }
    return dumped.get(0, frame).cardinality();
  }

  byte[] read(int index) throws IOException {
    ByteBuffer descriptor = read(descriptors + (long) index * DESCRIPTOR_BYTES, DESCRIPTOR_BYTES);
    int length = descriptor.getInt(SIZE);
    byte[] stored = read(descriptor.getLong(0), length).array();
    byte[] page = new byte[blockSize];
    if (!compression(descriptor.getInt(FLAGS)).decompress(stored, length, page)) {
      throw new IOException("page " + index + " of the dump is damaged already");
    }
    return page;
  }

  /** DUMP_DH_COMPRESSED_…. */
  private static Compression compression(int flags) {
    return switch (flags) {
      case 0x1 -> Compression.ZLIB;
      case 0x2 -> Compression.LZO;
      case 0x4 -> Compression.SNAPPY;
      case 0x20 -> Compression.ZSTD;
      default -> Compression.NONE;
    };
  }

  void write(int index, byte[] page) throws IOException {
    long end = file.size();
    file.write(ByteBuffer.wrap(page), end);
    ByteBuffer descriptor = ByteBuffer.allocate(DESCRIPTOR_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    descriptor.putLong(0, end).putInt(SIZE, page.length);
    file.write(descriptor, descriptors + (long) index * DESCRIPTOR_BYTES);
  }

  private ByteBuffer read(long at, int length) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
    while (bytes.hasRemaining() && file.read(bytes, at + bytes.position()) >= 0) {}
    return bytes.flip();
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
