package io.kwalk.core.memory;

import java.nio.ByteOrder;

/**
 * Integers of a given byte order in byte arrays, bounds-checked by the array itself. Put together
 * byte by byte: under the first compiler a VarHandle costs ten times as much wherever it is not
 * inlined, and in the interpreter too.
 */
public final class ByteArrays {
  private ByteArrays() {}

  /** The 64-bit value at {@code offset}. */
  public static long u64(byte[] bytes, int offset, ByteOrder order) {
    int first = littleEndian(bytes, offset);
    int second = littleEndian(bytes, offset + 4);
    long value = (long) second << 32 | first & 0xffff_ffffL;
    return order == ByteOrder.LITTLE_ENDIAN ? value : Long.reverseBytes(value);
  }

  /** The signed 32-bit value at {@code offset}. */
  public static int s32(byte[] bytes, int offset, ByteOrder order) {
    int value = littleEndian(bytes, offset);
    return order == ByteOrder.LITTLE_ENDIAN ? value : Integer.reverseBytes(value);
  }

  private static int littleEndian(byte[] bytes, int offset) {
    return bytes[offset] & 0xff
        | (bytes[offset + 1] & 0xff) << 8
        | (bytes[offset + 2] & 0xff) << 16
        | bytes[offset + 3] << 24;
  }

  /** The unsigned 32-bit value at {@code offset}. */
  public static long u32(byte[] bytes, int offset, ByteOrder order) {
    return s32(bytes, offset, order) & 0xffff_ffffL;
  }

  /** The unsigned 16-bit value at {@code offset}. */
  public static int u16(byte[] bytes, int offset, ByteOrder order) {
    int first = bytes[offset] & 0xff;
    int second = bytes[offset + 1] & 0xff;
    return order == ByteOrder.LITTLE_ENDIAN ? second << 8 | first : first << 8 | second;
  }

  /** The unsigned value of {@code size} bytes, 1 to 8, at {@code offset}. */
  public static long unsigned(byte[] bytes, int offset, int size, ByteOrder order) {
    return switch (size) {
      case 8 -> u64(bytes, offset, order);
      case 4 -> u32(bytes, offset, order);
      default -> {
        long value = 0;
        for (int i = 0; i < size; i++) {
          int at = order == ByteOrder.LITTLE_ENDIAN ? offset + size - 1 - i : offset + i;
          value = value << 8 | bytes[at] & 0xff;
        }
        yield value;
      }
    };
  }
}
