package io.kwalk.core.debuginfo.elf;

import io.kwalk.core.debuginfo.DebugInfoException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * A position in a section's bytes and the reads of the encodings that ELF and DWARF use. Each read
 * advances; one that would leave the section throws {@link DebugInfoException}. For one thread.
 */
public final class SectionReader {
  private final String file;
  private final String section;
  private final ByteBuffer bytes;
  private int position;

  /**
   * @param bytes the section: its order counts, its position does not
   */
  public SectionReader(String file, String section, ByteBuffer bytes) {
    this.file = file;
    this.section = section;
    this.bytes = bytes;
  }

  /** Another reader of the same section, at the same position. */
  public SectionReader copy() {
    return at(position);
  }

  /** Another reader of the same section, at {@code offset}. */
  public SectionReader at(long offset) {
    SectionReader reader = new SectionReader(file, section, bytes);
    return reader.seek(offset);
  }

  /** Bytes from the section's start. */
  public int position() {
    return position;
  }

  /** Bytes of the section. */
  public int size() {
    return bytes.limit();
  }

  public ByteOrder order() {
    return bytes.order();
  }

  /** Moves to {@code offset}, at most the section's end. */
  public SectionReader seek(long offset) {
    if (offset < 0 || offset > bytes.limit()) {
      throw fault(offset, "behind the section's end, 0x" + Integer.toHexString(bytes.limit()));
    }
    position = (int) offset;
    return this;
  }

  /** Moves on by {@code count} bytes. */
  public SectionReader skip(long count) {
    if (count < 0) {
      throw fault(position, "a length of " + Long.toUnsignedString(count));
    }
    return seek(position + count);
  }

  /** An exception that names this file, this section and {@code offset}. */
  public DebugInfoException fault(long offset, String reason) {
    return new DebugInfoException(file, section, offset, reason);
  }

  /** An exception that names this file, this section and the position. */
  public DebugInfoException fault(String reason) {
    return fault(position, reason);
  }

  private DebugInfoException end() {
    return fault("the section ends inside a value");
  }

  /** An unsigned byte. */
  public int u8() {
    if (position >= bytes.limit()) {
      throw end();
    }
    return bytes.get(position++) & 0xff;
  }

  /** A signed byte. */
  public byte s8() {
    return (byte) u8();
  }

  /** An unsigned 16-bit value. */
  public int u16() {
    try {
      int value = bytes.getShort(position) & 0xffff;
      position += 2;
      return value;
    } catch (IndexOutOfBoundsException _) {
      throw end();
    }
  }

  /** An unsigned 24-bit value. */
  public int u24() {
    int first = u8();
    int second = u8();
    int third = u8();
    return bytes.order() == ByteOrder.LITTLE_ENDIAN
        ? third << 16 | second << 8 | first
        : first << 16 | second << 8 | third;
  }

  /** A signed 32-bit value. */
  public int s32() {
    try {
      int value = bytes.getInt(position);
      position += 4;
      return value;
    } catch (IndexOutOfBoundsException _) {
      throw end();
    }
  }

  /** An unsigned 32-bit value. */
  public long u32() {
    return s32() & 0xffff_ffffL;
  }

  /** A 64-bit value. */
  public long u64() {
    try {
      long value = bytes.getLong(position);
      position += 8;
      return value;
    } catch (IndexOutOfBoundsException _) {
      throw end();
    }
  }

  /** An unsigned value of 1, 2, 3, 4 or 8 bytes. */
  public long unsigned(int size) {
    return switch (size) {
      case 1 -> u8();
      case 2 -> u16();
      case 3 -> u24();
      case 4 -> u32();
      case 8 -> u64();
      default -> throw fault("a value of " + size + " bytes");
    };
  }

  /** An unsigned LEB128 value; bits beyond 64 are lost. */
  public long uleb() {
    long value = 0;
    int shift = 0;
    int next;
    do {
      next = u8();
      if (shift < 64) {
        value |= (long) (next & 0x7f) << shift;
      }
      shift += 7;
    } while (next >= 0x80);
    return value;
  }

  /** An unsigned LEB128 value that must fit an int, such as a count or a code. */
  public int ulebInt() {
    int start = position;
    long value = uleb();
    if (value < 0 || value > Integer.MAX_VALUE) {
      throw fault(start, "a number of " + Long.toUnsignedString(value));
    }
    return (int) value;
  }

  /** A signed LEB128 value: the sign is bit 6 of the last byte. */
  public long sleb() {
    int start = position;
    long value = uleb();
    long bits = 7L * (position - start);
    return bits < 64 && (bytes.get(position - 1) & 0x40) != 0 ? value | -1L << bits : value;
  }

  /** Moves behind a LEB128 value. */
  public void skipLeb() {
    int next;
    do {
      next = u8();
    } while (next >= 0x80);
  }

  /** A section offset or length of 4 or 8 bytes. */
  public long offset(int offsetSize) {
    return offsetSize == 8 ? u64() : u32();
  }

  /** A string that ends at a zero byte. */
  public String string() {
    int start = position;
    skipString();
    int length = position - 1 - start;
    byte[] text = new byte[length];
    bytes.get(start, text, 0, length);
    return new String(text, StandardCharsets.UTF_8);
  }

  /** Moves behind a string. */
  public void skipString() {
    int at = position;
    int limit = bytes.limit();
    while (at < limit && bytes.get(at) != 0) {
      at++;
    }
    if (at == limit) {
      throw fault("a string without an end");
    }
    position = at + 1;
  }

  /** A reader of the next {@code length} bytes alone, whose positions start at 0. */
  public SectionReader slice(long length) {
    int start = position;
    skip(length);
    ByteBuffer part = bytes.slice(start, (int) length).order(bytes.order());
    return new SectionReader(file, section, part);
  }

  /** The next {@code length} bytes. */
  public byte[] bytes(long length) {
    int start = position;
    skip(length);
    byte[] copy = new byte[(int) length];
    bytes.get(start, copy, 0, copy.length);
    return copy;
  }

  /** The whole section, to be read by absolute positions only: it is shared. */
  ByteBuffer buffer() {
    return bytes;
  }

  /** Copies {@code length} bytes at {@code offset} to the start of {@code into}. */
  public void copyTo(int offset, byte[] into, int length) {
    if (offset < 0 || length < 0 || length > bytes.limit() - offset) {
      throw fault(offset, length + " bytes reach behind the section's end");
    }
    bytes.get(offset, into, 0, length);
  }

  /** Whether the position is the section's end. */
  public boolean atEnd() {
    return position >= bytes.limit();
  }
}
