package io.kwalk.core.debuginfo;

import io.kwalk.core.memory.Memory;
import java.nio.ByteOrder;

/**
 * A member bound to its place in an outermost struct: what hot paths read through.
 *
 * @param type the member's type
 * @param bitOffset bits from the start of the outermost struct
 * @param bitSize bits of a bit-field, else 0
 */
public record Field(Type type, long bitOffset, int bitSize) {
  /** Bytes from the start of the outermost struct. */
  public long offset() {
    return bitOffset >> 3;
  }

  /** Bytes of the member. */
  public long size() {
    return type.size();
  }

  /** The member's address in the struct at {@code struct}. */
  public long addressIn(long struct) {
    return struct + offset();
  }

  /**
   * The integral value in the struct at {@code struct}: sign-extended if the type is signed, else
   * zero-extended.
   *
   * @throws io.kwalk.core.memory.MemoryFault if it cannot be read
   * @throws IllegalArgumentException if the member is not of 1 to 8 bytes
   */
  public long get(Memory memory, long struct) {
    if (bitSize != 0) {
      return bits(memory, struct);
    }
    int size = (int) type.size();
    if (size < 1 || size > 8) {
      throw new IllegalArgumentException("not a scalar of 1 to 8 bytes: " + type.size());
    }
    long value = memory.unsigned(struct + offset(), size);
    int unused = 64 - 8 * size;
    return isSigned(type) ? value << unused >> unused : value;
  }

  private long bits(Memory memory, long struct) {
    int inByte = (int) (bitOffset & 7);
    int bytes = (inByte + bitSize + 7) / 8;
    boolean little = memory.byteOrder() == ByteOrder.LITTLE_ENDIAN;
    long value;
    if (bytes <= 8) {
      long raw = memory.unsigned(struct + offset(), bytes);
      value = raw >>> (little ? inByte : 8 * bytes - inByte - bitSize);
    } else {
      long first = memory.u64(struct + offset());
      long ninth = memory.u8(struct + offset() + 8);
      value =
          little
              ? first >>> inByte | ninth << (64 - inByte)
              : first << (inByte + bitSize - 64) | ninth >>> (72 - inByte - bitSize);
    }
    int unused = 64 - bitSize;
    return isSigned(type) ? value << unused >> unused : value << unused >>> unused;
  }

  /** Whether values of {@code type} are sign-extended. */
  public static boolean isSigned(Type type) {
    // No switch: linking a pattern switch costs a start 3 ms.
    Type stripped = type.strip();
    return stripped instanceof IntType integer
        ? integer.signed()
        : stripped instanceof EnumType enumeration && enumeration.signed();
  }
}
