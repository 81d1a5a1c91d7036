package io.kwalk.core.debuginfo;

import io.kwalk.core.memory.ByteArrays;
import io.kwalk.core.memory.Memory;
import java.nio.ByteOrder;

/** A member bound to its place in an outermost struct: what hot paths read through. */
public final class Field {
  private final Type type;
  private final long bitOffset;
  private final int bitSize;

  /**
   * Bytes of the member, negative where values are sign-extended; 0 while nobody asked. Types are
   * made when they are looked at: binding a member does not.
   */
  private int scalar;

  /**
   * @param type the member's type
   * @param bitOffset bits from the start of the outermost struct
   * @param bitSize bits of a bit-field, else 0
   */
  public Field(Type type, long bitOffset, int bitSize) {
    this.type = type;
    this.bitOffset = bitOffset;
    this.bitSize = bitSize;
  }

  /** The member's type. */
  public Type type() {
    return type;
  }

  /** Bits from the start of the outermost struct. */
  public long bitOffset() {
    return bitOffset;
  }

  /** Bits of a bit-field, else 0. */
  public int bitSize() {
    return bitSize;
  }

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
    int known = scalar();
    int size = Math.abs(known);
    long value = memory.unsigned(struct + (bitOffset >> 3), size);
    int unused = 64 - 8 * size;
    return known < 0 ? value << unused >> unused : value;
  }

  private int scalar() {
    int known = scalar;
    if (known == 0) {
      int size = (int) type.size();
      if (size < 1 || size > 8) {
        throw new IllegalArgumentException("not a scalar of 1 to 8 bytes: " + type.size());
      }
      known = isSigned(type) ? -size : size;
      scalar = known;
    }
    return known;
  }

  /**
   * The integral value in a struct whose bytes are in {@code bytes} from {@code at} on, as {@link
   * #get(Memory, long)} gives it: for walks that read many structs at once.
   *
   * @throws IndexOutOfBoundsException if the struct's bytes are not all there
   * @throws IllegalArgumentException if the member is not of 1 to 8 bytes
   */
  public long get(byte[] bytes, int at, ByteOrder order) {
    boolean little = order == ByteOrder.LITTLE_ENDIAN;
    int inByte = (int) (bitOffset & 7);
    int size = bitSize == 0 ? (int) type.size() : (inByte + bitSize + 7) / 8;
    if (size < 1 || size > 8) {
      throw new IllegalArgumentException("not a scalar of 1 to 8 bytes: " + size);
    }
    long value = ByteArrays.unsigned(bytes, at + (int) offset(), size, order);
    int unused = 64 - 8 * size;
    if (bitSize != 0) {
      value >>>= little ? inByte : 8 * size - inByte - bitSize;
      unused = 64 - bitSize;
    }
    return isSigned(type) ? value << unused >> unused : value << unused >>> unused;
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
