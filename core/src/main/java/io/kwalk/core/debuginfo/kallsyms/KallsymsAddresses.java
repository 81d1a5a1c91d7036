package io.kwalk.core.debuginfo.kallsyms;

import io.kwalk.core.memory.ByteArrays;
import io.kwalk.core.memory.Memory;
import java.nio.ByteOrder;
import java.util.Arrays;

/** Decodes {@code kallsyms_offsets} and {@code kallsyms_addresses}. */
final class KallsymsAddresses {
  private static final int CHUNK = 1 << 20;

  private KallsymsAddresses() {}

  /** The addresses of {@code count} symbols, as stored: ascending unless damaged. */
  static long[] read(Memory memory, KallsymsTables tables, int count) {
    ByteOrder order = memory.byteOrder();
    return switch (tables.encoding()) {
      case ABSOLUTE -> absolute(bytes(memory, tables.addresses(), 8L * count), order);
      case PLACE_RELATIVE ->
          placeRelative(bytes(memory, tables.addresses(), 4L * count), order, tables.addresses());
      case BASE_RELATIVE ->
          baseRelative(
              bytes(memory, tables.addresses(), 4L * count),
              order,
              memory.u64(tables.relativeBase()));
    };
  }

  /** Grows with what could be read, so that a hostile count does not allocate. */
  private static byte[] bytes(Memory memory, long address, long length) {
    byte[] bytes = new byte[(int) Math.min(length, CHUNK)];
    int filled = 0;
    while (true) {
      memory.read(address + filled, bytes, filled, bytes.length - filled);
      filled = bytes.length;
      if (filled == length) {
        return bytes;
      }
      bytes = Arrays.copyOf(bytes, (int) Math.min(length, 2L * filled));
    }
  }

  private static long[] absolute(byte[] bytes, ByteOrder order) {
    long[] addresses = new long[bytes.length / 8];
    for (int i = 0; i < addresses.length; i++) {
      addresses[i] = ByteArrays.u64(bytes, 8 * i, order);
    }
    return addresses;
  }

  private static long[] placeRelative(byte[] bytes, ByteOrder order, long place) {
    long[] addresses = new long[bytes.length / 4];
    for (int i = 0; i < addresses.length; i++) {
      addresses[i] = place + 4L * i + ByteArrays.s32(bytes, 4 * i, order);
    }
    return addresses;
  }

  /**
   * Without CONFIG_KALLSYMS_ABSOLUTE_PERCPU (6.15 removed it, arm64 never had it) offsets are
   * unsigned and ascend. With it those of the per-CPU area are absolute and ascend from 0, those of
   * the kernel are -1 - (address - base) and descend.
   */
  private static long[] baseRelative(byte[] bytes, ByteOrder order, long base) {
    boolean absolutePercpu = !ascends(bytes, order);
    long[] addresses = new long[bytes.length / 4];
    for (int i = 0; i < addresses.length; i++) {
      int offset = ByteArrays.s32(bytes, 4 * i, order);
      if (absolutePercpu) {
        addresses[i] = offset >= 0 ? offset : base - 1 - offset;
      } else {
        addresses[i] = base + Integer.toUnsignedLong(offset);
      }
    }
    return addresses;
  }

  private static boolean ascends(byte[] bytes, ByteOrder order) {
    long previous = 0;
    int descents = 0;
    for (int at = 0; at + 4 <= bytes.length; at += 4) {
      long offset = ByteArrays.u32(bytes, at, order);
      if (offset < previous) {
        descents++;
      }
      previous = offset;
    }
    // A damaged entry or two must not turn the whole table over.
    return descents <= bytes.length / 64;
  }
}
