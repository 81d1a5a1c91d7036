package io.kwalk.core.debuginfo.kallsyms;

import io.kwalk.core.memory.ByteArrays;
import io.kwalk.core.memory.Memory;
import io.kwalk.core.memory.MemoryFault;
import java.nio.ByteOrder;
import java.util.Optional;

/**
 * Finds the pair of token table and token index in memory by what they hold: 256 ascending 16-bit
 * offsets, behind the 256 strings that they point to, among which digits stand for themselves.
 */
final class TokenTableSearch {
  private static final int CHUNK = 1 << 16;
  private static final int INDEX_BYTES = 2 * TokenTable.TOKENS;
  private static final int ALIGNMENT = 4;
  private static final int LONGEST_TOKEN = 128;

  /** Nearly all digits occur in names, and what occurs is a token of its own. */
  private static final int ENOUGH_DIGITS = 8;

  private final Memory memory;
  private final ByteOrder order;

  TokenTableSearch(Memory memory) {
    this.memory = memory;
    this.order = memory.byteOrder();
  }

  /** Addresses of the two tables. */
  record Found(long table, long index) {}

  /**
   * The last pair in the range: the tables are nearer to the end of the read-only data than to its
   * start. Chunks that cannot be read are passed over.
   */
  Optional<Found> findLast(long start, long end) {
    for (long at = end - CHUNK; ; at -= CHUNK) {
      long from = Long.compareUnsigned(at, start) < 0 ? start : at;
      Optional<Found> found = findIn(from, (int) Math.min(CHUNK + INDEX_BYTES, end - from));
      if (found.isPresent() || from == start) {
        return found;
      }
    }
  }

  private Optional<Found> findIn(long address, int length) {
    byte[] bytes = new byte[length];
    try {
      memory.read(address, bytes, 0, length);
    } catch (MemoryFault _) {
      return Optional.empty();
    }
    for (int at = 0; at + INDEX_BYTES <= length; at += ALIGNMENT) {
      if (isIndex(bytes, at)) {
        Optional<Found> found = tableOf(address + at, bytes, at);
        if (found.isPresent()) {
          return found;
        }
      }
    }
    return Optional.empty();
  }

  private boolean isIndex(byte[] bytes, int at) {
    int previous = ByteArrays.u16(bytes, at, order);
    if (previous != 0) {
      return false;
    }
    for (int i = 1; i < TokenTable.TOKENS; i++) {
      int offset = ByteArrays.u16(bytes, at + 2 * i, order);
      if (offset <= previous || offset > previous + LONGEST_TOKEN) {
        return false;
      }
      previous = offset;
    }
    return true;
  }

  /** The table ends before the index, with some padding; the last token's length is not known. */
  private Optional<Found> tableOf(long index, byte[] bytes, int at) {
    int[] offsets = new int[TokenTable.TOKENS];
    for (int i = 0; i < offsets.length; i++) {
      offsets[i] = ByteArrays.u16(bytes, at + 2 * i, order);
    }
    int last = offsets[offsets.length - 1];
    byte[] before = new byte[last + LONGEST_TOKEN];
    try {
      memory.read(index - before.length, before, 0, before.length);
    } catch (MemoryFault _) {
      return Optional.empty();
    }
    for (int length = 1; length < LONGEST_TOKEN; length++) {
      int start = before.length - last - length;
      if (start >= 0 && isTable(before, start, offsets)) {
        return Optional.of(new Found(index - last - length, index));
      }
    }
    return Optional.empty();
  }

  private static boolean isTable(byte[] bytes, int start, int[] offsets) {
    for (int i = 1; i < offsets.length; i++) {
      if (bytes[start + offsets[i] - 1] != 0) {
        return false;
      }
    }
    int digits = 0;
    for (int digit = '0'; digit <= '9'; digit++) {
      int at = start + offsets[digit];
      digits += bytes[at] == digit && bytes[at + 1] == 0 ? 1 : 0;
    }
    return digits >= ENOUGH_DIGITS;
  }
}
