package io.kwalk.core.debuginfo.btf;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * The string section of one BTF, and below it that of the BTF it is split from. Offsets count
 * through both: those of the base come first. Names end at NUL, at the section's end, or after
 * {@link #LONGEST} bytes.
 */
final class BtfStrings {
  /**
   * The kernel takes names of up to KSYM_NAME_LEN (512) bytes; a bound keeps damaged ones cheap.
   */
  static final int LONGEST = 1024;

  static final BtfStrings NONE = new BtfStrings(new byte[0], 0, 0, null);

  private final byte[] bytes;
  private final int start;
  private final int end;
  private final @Nullable BtfStrings base;

  /** The offset of this section's first byte. */
  final long firstOffset;

  BtfStrings(byte[] bytes, int start, int end, @Nullable BtfStrings base) {
    this.bytes = bytes;
    this.start = start;
    this.end = end;
    this.base = base;
    this.firstOffset = base == null ? 0 : base.endOffset();
  }

  private long endOffset() {
    return firstOffset + end - start;
  }

  /** The section that {@code offset} lies in; one with nothing there if in none. */
  private BtfStrings holder(long offset) {
    BtfStrings at = this;
    while (offset < at.firstOffset && at.base != null) {
      at = at.base;
    }
    return offset < at.endOffset() ? at : NONE;
  }

  private int position(long offset) {
    return end == start ? 0 : start + (int) (offset - firstOffset);
  }

  private int limit(int position) {
    return Math.min(end, position + LONGEST);
  }

  /** The name at {@code nameOffset}, an unsigned 32-bit number; "" if there is none. */
  String get(int nameOffset) {
    if (nameOffset == 0) {
      return "";
    }
    long offset = Integer.toUnsignedLong(nameOffset);
    BtfStrings holder = holder(offset);
    int from = holder.position(offset);
    int limit = holder.limit(from);
    int to = from;
    while (to < limit && holder.bytes[to] != 0) {
      to++;
    }
    return new String(holder.bytes, from, to - from, StandardCharsets.UTF_8);
  }

  /** A hash of the name at {@code nameOffset}, equal to {@link #hash(byte[], int)} of its bytes. */
  int hash(int nameOffset, int seed) {
    long offset = Integer.toUnsignedLong(nameOffset);
    BtfStrings holder = holder(offset);
    byte[] from = holder.bytes;
    int at = holder.position(offset);
    int limit = holder.limit(at);
    int hash = seed;
    while (at < limit && from[at] != 0) {
      hash = (hash ^ from[at++]) * seed;
    }
    return hash;
  }

  static int hash(byte[] name, int seed) {
    int hash = seed;
    for (byte b : name) {
      hash = (hash ^ b) * seed;
    }
    return hash;
  }

  /** Whether the name at {@code nameOffset} is {@code name}. */
  boolean matches(int nameOffset, byte[] name) {
    long offset = Integer.toUnsignedLong(nameOffset);
    BtfStrings holder = holder(offset);
    int at = holder.position(offset);
    int limit = holder.limit(at);
    if (name.length > limit - at) {
      return false;
    }
    for (byte b : name) {
      if (holder.bytes[at++] != b) {
        return false;
      }
    }
    return at >= limit || holder.bytes[at] == 0;
  }

  /** Whether the names at two offsets are the same. */
  boolean same(int one, int other) {
    if (one == other) {
      return true;
    }
    BtfStrings a = holder(Integer.toUnsignedLong(one));
    BtfStrings b = holder(Integer.toUnsignedLong(other));
    int i = a.position(Integer.toUnsignedLong(one));
    int j = b.position(Integer.toUnsignedLong(other));
    int limitA = a.limit(i);
    int limitB = b.limit(j);
    while (true) {
      int left = i < limitA ? a.bytes[i++] : 0;
      int right = j < limitB ? b.bytes[j++] : 0;
      if (left != right) {
        return false;
      }
      if (left == 0) {
        return true;
      }
    }
  }
}
