package io.kwalk.core.debuginfo.btf;

import io.kwalk.core.memory.ByteArrays;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * One BTF section: its header, where each type begins, and its strings. Types are numbered from
 * {@link #firstId}; strings of a split BTF from {@link BtfStrings#firstOffset}.
 *
 * <pre>
 * struct btf_header { u16 magic; u8 version, flags; u32 hdr_len, type_off, type_len, str_off, str_len;
 *                     u32 layout_off, layout_len; }           // the last two only if hdr_len says so
 * struct btf_type   { u32 name_off, info, size_or_type; }     // then what the kind adds
 * info: bits 0 to 23 vlen, 24 to 30 kind, 31 kind_flag
 * </pre>
 *
 * The kernel used bits 0 to 15 and 24 to 28 at first, the others were zero.
 */
final class BtfBlob {
  static final int MAGIC = 0xeb9f;
  private static final int HEADER = 24;
  private static final int HEADER_WITH_LAYOUT = 32;

  final byte[] bytes;
  final boolean little;
  final int firstId;
  final BtfStrings strings;

  /** Offsets of the types in {@link #bytes}; the one of {@link #firstId} first. */
  private final int[] starts;

  private BtfBlob(byte[] bytes, boolean little, int firstId, BtfStrings strings, int[] starts) {
    this.bytes = bytes;
    this.little = little;
    this.firstId = firstId;
    this.strings = strings;
    this.starts = starts;
  }

  /** Whether {@code bytes} begin as BTF of either byte order does. */
  static boolean hasMagic(byte[] bytes) {
    return bytes.length >= HEADER && (magic(bytes) == MAGIC || swapped(magic(bytes)) == MAGIC);
  }

  /** A BTF that stands alone: types from 1, strings from 0. */
  static BtfBlob read(byte[] bytes) throws MalformedBtfException {
    return read(bytes, 1, BtfStrings.NONE);
  }

  /** A BTF whose types and strings go on where those of {@code base} end. */
  static BtfBlob readSplit(byte[] bytes, BtfBlob base) throws MalformedBtfException {
    return read(bytes, base.endId(), base.strings);
  }

  private static BtfBlob read(byte[] bytes, int firstId, BtfStrings base)
      throws MalformedBtfException {
    if (!hasMagic(bytes)) {
      throw new MalformedBtfException(0, "no BTF magic");
    }
    boolean little = magic(bytes) == MAGIC;
    long header = word(bytes, 4, little);
    if (header < HEADER || header > bytes.length) {
      throw new MalformedBtfException(4, "header of " + header + " bytes");
    }
    Section types = Section.of(bytes, header, 8, little);
    Section names = Section.of(bytes, header, 16, little);
    BtfKindSizes sizes = BtfKindSizes.KNOWN;
    if (header >= HEADER_WITH_LAYOUT && types.end() > types.start()) {
      Section layout = Section.of(bytes, header, 24, little);
      sizes = BtfKindSizes.of(bytes, layout.start(), layout.end());
    }
    BtfStrings strings = new BtfStrings(bytes, names.start(), names.end(), base);
    int[] starts = starts(bytes, types, little, sizes);
    return new BtfBlob(bytes, little, firstId, strings, starts);
  }

  /** A part of the file; cut where the file ends. */
  private record Section(int start, int end) {
    static Section of(byte[] bytes, long header, int field, boolean little) {
      long start = Math.min(header + word(bytes, field, little), bytes.length);
      long end = Math.min(start + word(bytes, field + 4, little), bytes.length);
      return new Section((int) start, (int) end);
    }
  }

  /**
   * One pass over the types, which is all that opening costs. It reads single bytes where it can:
   * it also has to be quick before it is compiled. Ends at a kind of unknown size or at a type that
   * is cut.
   */
  private static int[] starts(byte[] bytes, Section types, boolean little, BtfKindSizes sizes) {
    int[] fixed = sizes.fixed();
    int[] element = sizes.element();
    int kindByte = little ? 7 : 4;
    int lengthByte = little ? 4 : 7;
    int step = little ? 1 : -1;
    int at = types.start();
    int last = types.end() - 12;
    int[] starts = new int[Math.max(16, (types.end() - at) / 20)];
    int count = 0;
    while (at <= last) {
      int kind = bytes[at + kindByte] & 0x7f;
      int size = fixed[kind];
      if (size < 0) {
        break;
      }
      long next = at + 12L + size;
      int each = element[kind];
      if (each != 0) {
        int low = at + lengthByte;
        int length =
            bytes[low] & 0xff
                | (bytes[low + step] & 0xff) << 8
                | (bytes[low + 2 * step] & 0xff) << 16;
        next += (long) each * length;
      }
      if (next > types.end()) {
        break;
      }
      if (count == starts.length) {
        starts = Arrays.copyOf(starts, count + count / 2);
      }
      starts[count++] = at;
      at = (int) next;
    }
    return Arrays.copyOf(starts, count);
  }

  private static int magic(byte[] bytes) {
    return ByteArrays.u16(bytes, 0, ByteOrder.LITTLE_ENDIAN);
  }

  private static int swapped(int magic) {
    return (magic & 0xff) << 8 | magic >>> 8;
  }

  private static long word(byte[] bytes, int offset, boolean little) {
    return Integer.toUnsignedLong(int32(bytes, offset, little));
  }

  private static int int32(byte[] bytes, int offset, boolean little) {
    int a = bytes[offset] & 0xff;
    int b = bytes[offset + 1] & 0xff;
    int c = bytes[offset + 2] & 0xff;
    int d = bytes[offset + 3] & 0xff;
    return little ? a | b << 8 | c << 16 | d << 24 : d | c << 8 | b << 16 | a << 24;
  }

  /** How many types this section defines. */
  int count() {
    return starts.length;
  }

  /** One past the last id. */
  int endId() {
    return firstId + starts.length;
  }

  boolean has(int id) {
    return id >= firstId && id < endId();
  }

  /** Where the type {@code id}, one of this section, begins. */
  int start(int id) {
    return starts[id - firstId];
  }

  /** The id of the type that the byte at {@code offset} belongs to. */
  int idAt(int offset) {
    int found = Arrays.binarySearch(starts, offset);
    return firstId + (found >= 0 ? found : -found - 2);
  }

  int int32(int offset) {
    return int32(bytes, offset, little);
  }

  long unsigned32(int offset) {
    return Integer.toUnsignedLong(int32(offset));
  }

  int kindAt(int start) {
    return bytes[start + (little ? 7 : 4)] & 0x7f;
  }

  int kind(int id) {
    return kindAt(start(id));
  }

  int nameOffsetAt(int start) {
    return int32(start);
  }

  int lengthAt(int start) {
    return int32(start + 4) & 0xff_ffff;
  }

  boolean flagAt(int start) {
    return int32(start + 4) < 0;
  }

  /** The third word: bytes of a type that has a size. */
  long sizeAt(int start) {
    return unsigned32(start + 8);
  }

  /** The third word: the id of the type that this one refers to. */
  int typeAt(int start) {
    return int32(start + 8);
  }
}
