package io.kwalk.core.object;

/** Well-formed byte sequences of UTF-8 (RFC 3629, section 4). */
final class Utf8 {
  private Utf8() {}

  /** Bytes of the sequence of two or more at {@code at}; 0 if there is no whole, valid one. */
  static int sequenceLength(byte[] bytes, int at, int length) {
    int first = bytes[at] & 0xff;
    int size = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2;
    if (first < 0xc2 || first > 0xf4 || at + size > length) {
      return 0;
    }
    for (int i = 1; i < size; i++) {
      if ((bytes[at + i] & 0xc0) != 0x80) {
        return 0;
      }
    }
    int codePoint = decode(bytes, at, size);
    boolean overlong = codePoint < (size == 4 ? 0x10000 : size == 3 ? 0x800 : 0x80);
    boolean surrogate = codePoint >= 0xd800 && codePoint < 0xe000;
    return overlong || surrogate || codePoint > Character.MAX_CODE_POINT ? 0 : size;
  }

  /** The code point of {@code size} bytes. */
  static int decode(byte[] bytes, int at, int size) {
    int codePoint = bytes[at] & 0xff >> size + 1;
    for (int i = 1; i < size; i++) {
      codePoint = codePoint << 6 | bytes[at + i] & 0x3f;
    }
    return codePoint;
  }

  /** Bytes of the first {@code characters}; a byte that belongs to none counts as one. */
  static int prefix(byte[] bytes, int length, int characters) {
    int at = 0;
    for (int i = 0; i < characters && at < length; i++) {
      at += Math.max(1, sequenceLength(bytes, at, length));
    }
    return at;
  }

  /** How many bytes more there are than characters. */
  static int continuationBytes(byte[] bytes) {
    int characters = 0;
    for (int at = 0; at < bytes.length; characters++) {
      at += Math.max(1, sequenceLength(bytes, at, bytes.length));
    }
    return bytes.length - characters;
  }
}
