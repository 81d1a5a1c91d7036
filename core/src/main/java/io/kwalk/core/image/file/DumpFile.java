package io.kwalk.core.image.file;

import java.io.Closeable;
import java.nio.ByteOrder;

/**
 * The bytes of one dump file by offset, whichever way they are stored. Safe for use by several
 * threads.
 *
 * <p>Reads do not check for the end of the file: callers ask {@link #has} first, for only they know
 * what a missing byte means. A read outside throws {@link IndexOutOfBoundsException}.
 */
public interface DumpFile extends Closeable {
  /** The file's name as the user gave it. */
  String name();

  /** Bytes, counted to the end of the last one that is there. */
  long size();

  /** True where all {@code length} bytes from {@code offset} on are there. */
  boolean has(long offset, long length);

  /** Copies {@code length} bytes from {@code offset} on into {@code target}. */
  void read(long offset, byte[] target, int at, int length);

  /** A copy of {@code length} bytes, which the caller has bounded by {@link #has}. */
  default byte[] read(long offset, int length) {
    byte[] bytes = new byte[length];
    read(offset, bytes, 0, length);
    return bytes;
  }

  /** The unsigned byte at {@code offset}. */
  int u8(long offset);

  /** The unsigned 16-bit value at {@code offset}. */
  int u16(long offset, ByteOrder order);

  /** The signed 32-bit value at {@code offset}. */
  int s32(long offset, ByteOrder order);

  /** The unsigned 32-bit value at {@code offset}. */
  default long u32(long offset, ByteOrder order) {
    return s32(offset, order) & 0xffff_ffffL;
  }

  /** The 64-bit value at {@code offset}. */
  long u64(long offset, ByteOrder order);

  /**
   * True where the way of storing itself (flattened) shows that the writer did not get to its end.
   */
  default boolean cut() {
    return false;
  }

  @Override
  void close();

  /**
   * How many bytes from {@code offset} on are stored without a gap, at most {@code limit}. What a
   * header claims must not be looked through where no bytes are.
   */
  default long storedFrom(long offset, long limit) {
    return offset < 0 || offset > size() ? 0 : Math.min(limit, size() - offset);
  }
}
