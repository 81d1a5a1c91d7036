package io.kwalk.core.memory;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Integers of a given byte order in byte arrays, bounds-checked by the array itself. */
public final class ByteArrays {
  private static final VarHandle LONG_LE = view(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle LONG_BE = view(long[].class, ByteOrder.BIG_ENDIAN);
  private static final VarHandle INT_LE = view(int[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle INT_BE = view(int[].class, ByteOrder.BIG_ENDIAN);

  private ByteArrays() {}

  private static VarHandle view(Class<?> array, ByteOrder order) {
    return MethodHandles.byteArrayViewVarHandle(array, order);
  }

  /** The 64-bit value at {@code offset}. */
  public static long u64(byte[] bytes, int offset, ByteOrder order) {
    return (long) (order == ByteOrder.LITTLE_ENDIAN ? LONG_LE : LONG_BE).get(bytes, offset);
  }

  /** The signed 32-bit value at {@code offset}. */
  public static int s32(byte[] bytes, int offset, ByteOrder order) {
    return (int) (order == ByteOrder.LITTLE_ENDIAN ? INT_LE : INT_BE).get(bytes, offset);
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
