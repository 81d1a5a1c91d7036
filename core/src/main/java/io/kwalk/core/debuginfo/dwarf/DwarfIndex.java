package io.kwalk.core.debuginfo.dwarf;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Finds the entries that define a name: a hash table over the names of one file's units, in one
 * buffer that can be kept in a file. It holds no names: the entry found must be asked for its own.
 *
 * <p>Of a struct, union, enum, typedef or base type, of an enumerator, and of a function or
 * variable that is declared or inline, the first entry of each name, kind and size is in it, in the
 * order of units; of functions and variables that have an address, each is.
 *
 * <p>Layout, all of 32 bits, little endian: version, buckets, names, units; for each bucket the
 * number of its first name, then the number of names; for each name a word of its kind (4 bits) and
 * the upper bits of its hash, and its entry's offset in .debug_info; the offset of each unit, then
 * the end of the last one.
 */
final class DwarfIndex {
  /** Counts changes of the layout, of the hash and of what is listed. */
  static final int VERSION = 1;

  private static final int HEADER = 16;
  private static final int KIND_BITS = 4;

  private final ByteBuffer bytes;
  private final int buckets;
  private final int count;
  private final int units;

  private DwarfIndex(ByteBuffer bytes) {
    this.bytes = bytes;
    this.buckets = bytes.getInt(4);
    this.count = bytes.getInt(8);
    this.units = bytes.getInt(12);
  }

  /** The index in {@code bytes}, whose order is little endian and whose layout was checked. */
  static boolean isValid(ByteBuffer bytes) {
    if (bytes.limit() < HEADER || bytes.getInt(0) != VERSION) {
      return false;
    }
    long buckets = bytes.getInt(4);
    long count = bytes.getInt(8);
    long units = bytes.getInt(12);
    return Long.bitCount(buckets) == 1
        && buckets > 0
        && count >= 0
        && units >= 0
        && HEADER + 4 * (buckets + 1) + 8 * count + 4 * (units + 1) == bytes.limit();
  }

  static DwarfIndex in(ByteBuffer bytes) {
    return new DwarfIndex(bytes);
  }

  static DwarfIndex of(NameList names, int[] starts, int units) {
    int count = names.count;
    int buckets = Integer.highestOneBit(Math.max(count, 8));
    int[] first = new int[buckets + 1];
    for (int i = 0; i < count; i++) {
      first[(names.hashes[i] & buckets - 1) + 1]++;
    }
    for (int i = 0; i < buckets; i++) {
      first[i + 1] += first[i];
    }
    int[] table = new int[2 * count];
    int[] next = Arrays.copyOf(first, buckets);
    for (int i = 0; i < count; i++) {
      int hash = names.hashes[i];
      int at = 2 * next[hash & buckets - 1]++;
      table[at] = check(names.kinds[i], hash);
      table[at + 1] = names.offsets[i];
    }
    int size = HEADER + 4 * (buckets + 1) + 4 * table.length + 4 * (units + 1);
    ByteBuffer bytes = ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
    bytes.putInt(VERSION).putInt(buckets).putInt(count).putInt(units);
    bytes.asIntBuffer().put(first).put(table).put(starts, 0, units + 1);
    return new DwarfIndex(bytes.clear());
  }

  private static int check(int kind, int hash) {
    return hash >>> KIND_BITS << KIND_BITS | kind;
  }

  /** All of it. */
  ByteBuffer bytes() {
    return bytes.duplicate().clear();
  }

  /** How many names it holds. */
  int count() {
    return count;
  }

  /** Bytes of .debug_info that it covers. */
  int covered() {
    return bytes.getInt(bytes.limit() - 4);
  }

  private int bucket(int number) {
    int first = bytes.getInt(HEADER + 4 * number);
    return Math.clamp(first, 0, count);
  }

  private int nameAt(int number) {
    return HEADER + 4 * (buckets + 1) + 8 * number;
  }

  /** The offsets of the entries that define what may be the name of this hash. */
  int[] find(int kind, int hash) {
    int bucket = hash & buckets - 1;
    int last = bucket(bucket + 1);
    int wanted = check(kind, hash);
    int[] found = new int[4];
    int size = 0;
    for (int i = bucket(bucket); i < last; i++) {
      if (bytes.getInt(nameAt(i)) == wanted) {
        found = size == found.length ? Arrays.copyOf(found, 2 * size) : found;
        found[size++] = bytes.getInt(nameAt(i) + 4);
      }
    }
    return Arrays.copyOf(found, size);
  }

  /**
   * The offsets of all entries of some kinds, ascending.
   *
   * @param kinds a bit for each
   */
  int[] all(int kinds) {
    int[] found = new int[count];
    int size = 0;
    for (int i = 0; i < count; i++) {
      if ((kinds >>> (bytes.getInt(nameAt(i)) & (1 << KIND_BITS) - 1) & 1) != 0) {
        found[size++] = bytes.getInt(nameAt(i) + 4);
      }
    }
    int[] ordered = Arrays.copyOf(found, size);
    Arrays.sort(ordered);
    return ordered;
  }

  /** Where the unit starts that holds {@code offset}. */
  int unitOf(int offset) {
    int table = bytes.limit() - 4 * (units + 1);
    int low = 0;
    int high = units - 1;
    while (low < high) {
      int middle = (low + high + 1) >>> 1;
      if (bytes.getInt(table + 4 * middle) <= offset) {
        low = middle;
      } else {
        high = middle - 1;
      }
    }
    return bytes.getInt(table + 4 * low);
  }
}
