package io.kwalk.core.debuginfo;

/**
 * A member of a struct or union.
 *
 * @param name "" for an anonymous struct or union member
 * @param reference its type
 * @param bitOffset from the start of the struct, in bits, counted as the target's ABI does (little
 *     endian: from the least significant bit)
 * @param bitSize bits of a bit-field, 0 for an ordinary member
 */
public record Member(String name, TypeReference reference, long bitOffset, int bitSize) {
  public Type type() {
    return reference.resolve();
  }

  /** Bytes from the start of the struct; of a bit-field, of the byte where it starts. */
  public long offset() {
    return bitOffset >>> 3;
  }

  public boolean isBitField() {
    return bitSize != 0;
  }
}
