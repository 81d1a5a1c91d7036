package io.kwalk.linux.coredump;

import java.io.ByteArrayOutputStream;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** Bytes of C structs of a core file, in the process's byte order and word size. */
final class StructWriter {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteOrder order;
  private final int wordSize;

  StructWriter(ByteOrder order, int wordSize) {
    this.order = order;
    this.wordSize = wordSize;
  }

  int wordSize() {
    return wordSize;
  }

  StructWriter integer(long value, int size) {
    for (int i = 0; i < size; i++) {
      int shift = 8 * (order == ByteOrder.LITTLE_ENDIAN ? i : size - 1 - i);
      out.write((int) (value >>> shift));
    }
    return this;
  }

  StructWriter u8(long value) {
    return integer(value, 1);
  }

  StructWriter u16(long value) {
    return integer(value, 2);
  }

  StructWriter u32(long value) {
    return integer(value, 4);
  }

  /** An unsigned long. */
  StructWriter word(long value) {
    return integer(value, wordSize);
  }

  StructWriter bytes(byte[] bytes) {
    out.writeBytes(bytes);
    return this;
  }

  /** {@code size} bytes, of which the first are those of {@code text}; the last one is zero. */
  StructWriter text(String text, int size) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    for (int i = 0; i < size; i++) {
      out.write(i < bytes.length && i < size - 1 ? bytes[i] : 0);
    }
    return this;
  }

  StructWriter zeros(long count) {
    for (long i = 0; i < count; i++) {
      out.write(0);
    }
    return this;
  }

  StructWriter align(int to) {
    return zeros((to - out.size() % to) % to);
  }

  int size() {
    return out.size();
  }

  byte[] toBytes() {
    return out.toByteArray();
  }
}
