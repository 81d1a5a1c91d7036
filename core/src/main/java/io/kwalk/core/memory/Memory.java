package io.kwalk.core.memory;

import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * Bytes at 64-bit addresses: a physical memory image, a kernel's or a process's virtual address
 * space.
 *
 * <p>Implementations are safe for use by several threads at once. A read gives all bytes that were
 * asked for or throws a {@link MemoryFault} that names the first address that could not be read,
 * and why.
 */
public interface Memory {
  /** The target's byte order, never assumed to be the host's. */
  ByteOrder byteOrder();

  /**
   * Copies {@code length} bytes from {@code address} on into {@code target}.
   *
   * @throws MemoryFault at the first byte that is not there; {@code target} may be written in part
   */
  void read(long address, byte[] target, int offset, int length);

  /** A copy of {@code length} bytes. The caller bounds {@code length}. */
  default byte[] read(long address, int length) {
    byte[] bytes = new byte[length];
    read(address, bytes, 0, length);
    return bytes;
  }

  /** The unsigned byte at {@code address}. */
  default int u8(long address) {
    return read(address, 1)[0] & 0xff;
  }

  /** The unsigned 16-bit value at {@code address}. */
  default int u16(long address) {
    byte[] bytes = read(address, 2);
    return (int) ByteArrays.unsigned(bytes, 0, 2, byteOrder());
  }

  /** The unsigned 32-bit value at {@code address}. */
  default long u32(long address) {
    byte[] bytes = read(address, 4);
    return ByteArrays.unsigned(bytes, 0, 4, byteOrder());
  }

  /** The signed 32-bit value at {@code address}. */
  default int s32(long address) {
    return (int) u32(address);
  }

  /** The 64-bit value at {@code address}. */
  default long u64(long address) {
    byte[] bytes = read(address, 8);
    return ByteArrays.unsigned(bytes, 0, 8, byteOrder());
  }

  /** The unsigned value of {@code size} bytes (1 to 8) at {@code address}. */
  default long unsigned(long address, int size) {
    return switch (size) {
      case 1 -> u8(address);
      case 2 -> u16(address);
      case 4 -> u32(address);
      case 8 -> u64(address);
      default -> ByteArrays.unsigned(read(address, size), 0, size, byteOrder());
    };
  }

  /**
   * The bytes from {@code address} to the first NUL, at most {@code limit}, as UTF-8. A fault
   * behind the first byte ends the string there.
   *
   * @throws MemoryFault when not even the first byte can be read
   */
  default String cString(long address, int limit) {
    byte[] bytes = new byte[limit];
    int length = 0;
    while (length < limit) {
      // Up to the next multiple of 64: never across a page that the string itself does not reach.
      int chunk = Math.min(limit - length, 64 - (int) ((address + length) & 63));
      try {
        read(address + length, bytes, length, chunk);
      } catch (MemoryFault fault) {
        if (length == 0) {
          throw fault;
        }
        break;
      }
      for (int end = length + chunk; length < end; length++) {
        if (bytes[length] == 0) {
          return new String(bytes, 0, length, StandardCharsets.UTF_8);
        }
      }
    }
    return new String(bytes, 0, length, StandardCharsets.UTF_8);
  }
}
