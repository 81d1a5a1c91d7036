package io.kwalk.lab.image;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** A file in the making: values are put at any offset, and it grows to hold them. */
public final class Bytes {
  private final ByteOrder order;
  private byte[] array = new byte[4096];
  private int size;

  public Bytes(ByteOrder order) {
    this.order = order;
  }

  public int size() {
    return size;
  }

  public Bytes u8(int at, int value) {
    return bytes(at, new byte[] {(byte) value});
  }

  public Bytes u16(int at, int value) {
    room(at, 2).putShort(at, (short) value);
    return this;
  }

  public Bytes u32(int at, long value) {
    room(at, 4).putInt(at, (int) value);
    return this;
  }

  public Bytes u64(int at, long value) {
    room(at, 8).putLong(at, value);
    return this;
  }

  public Bytes text(int at, String text) {
    return bytes(at, text.getBytes(StandardCharsets.UTF_8));
  }

  public Bytes bytes(int at, byte[] bytes) {
    room(at, bytes.length).put(at, bytes);
    return this;
  }

  /** Appends, and gives where. */
  public int append(byte[] bytes) {
    int at = size;
    bytes(at, bytes);
    return at;
  }

  /** Grows to a multiple of {@code unit}. */
  public Bytes pad(int unit) {
    room(Math.ceilDiv(size, unit) * unit, 0);
    return this;
  }

  public byte[] toArray() {
    return Arrays.copyOf(array, size);
  }

  private ByteBuffer room(int at, int length) {
    int end = Math.addExact(at, length);
    if (end > array.length) {
      array = Arrays.copyOf(array, Math.max(end, array.length * 2));
    }
    size = Math.max(size, end);
    return ByteBuffer.wrap(array).order(order);
  }
}
