package io.kwalk.lab.debuginfo;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** The encodings of DWARF, little-endian. */
public final class DwarfBytes {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  public DwarfBytes u8(int... values) {
    for (int value : values) {
      out.write(value);
    }
    return this;
  }

  /** The low {@code size} bytes. */
  public DwarfBytes unsigned(long value, int size) {
    for (int i = 0; i < size; i++) {
      out.write((int) (value >>> 8 * i));
    }
    return this;
  }

  public DwarfBytes uleb(long value) {
    long left = value;
    do {
      int low = (int) (left & 0x7f);
      left >>>= 7;
      out.write(left == 0 ? low : low | 0x80);
    } while (left != 0);
    return this;
  }

  public DwarfBytes sleb(long value) {
    long left = value;
    while (true) {
      int low = (int) (left & 0x7f);
      left >>= 7;
      boolean last = left == 0 && (low & 0x40) == 0 || left == -1 && (low & 0x40) != 0;
      out.write(last ? low : low | 0x80);
      if (last) {
        return this;
      }
    }
  }

  public DwarfBytes string(String text) {
    out.writeBytes(text.getBytes(StandardCharsets.UTF_8));
    return u8(0);
  }

  public DwarfBytes bytes(byte[] bytes) {
    out.writeBytes(bytes);
    return this;
  }

  public int size() {
    return out.size();
  }

  public byte[] toArray() {
    return out.toByteArray();
  }

  /** These bytes behind their length in 4 bytes, as units, programs and tables start. */
  public byte[] withLength() {
    return new DwarfBytes().unsigned(size(), 4).bytes(toArray()).toArray();
  }
}
