package io.kwalk.core.debuginfo.kallsyms;

import io.kwalk.core.memory.ByteArrays;
import io.kwalk.core.memory.Memory;
import io.kwalk.core.memory.MemoryFault;
import java.util.Arrays;

/** The 256 strings that compressed names are made of. */
final class TokenTable {
  static final int TOKENS = 256;

  /**
   * Offsets are 16 bits wide, and the last token, which starts at most there, is a symbol's name at
   * most.
   */
  private static final int MAX_TABLE = 0x10000 + KallsymsNames.MAX_NAME;

  final byte[] bytes;
  final int[] start = new int[TOKENS];
  final int[] length = new int[TOKENS];

  TokenTable(byte[] bytes, int[] index) {
    this.bytes = bytes;
    for (int token = 0; token < TOKENS; token++) {
      int end = index[token];
      while (end < bytes.length && bytes[end] != 0) {
        end++;
      }
      start[token] = index[token];
      length[token] = end - index[token];
    }
  }

  /**
   * Reads both tables. Each tells what the other should be: an index that is lost or damaged is
   * made anew from the strings.
   */
  static TokenTable read(Memory memory, long table, long index) throws MalformedKallsymsException {
    int[] offsets = index(memory, index);
    // The index follows the table in every release; else the last token's end is searched for.
    long between = index - table;
    boolean follows = between > TOKENS && between <= MAX_TABLE;
    byte[] near = follows ? memory.read(table, (int) between) : new byte[0];
    if (!isIndexOf(offsets, near) && follows) {
      int[] counted = count(near);
      if (counted.length == TOKENS) {
        return new TokenTable(near, counted);
      }
    }
    if (offsets.length == 0) {
      throw new MalformedKallsymsException(index, "kallsyms_token_index does not ascend");
    }
    int last = offsets[TOKENS - 1];
    return new TokenTable(between > last && follows ? near : readTo(memory, table, last), offsets);
  }

  /** Empty if it cannot be read, or does not ascend. */
  private static int[] index(Memory memory, long index) {
    int[] offsets = new int[TOKENS];
    try {
      byte[] raw = memory.read(index, 2 * TOKENS);
      for (int token = 0; token < TOKENS; token++) {
        offsets[token] = ByteArrays.u16(raw, 2 * token, memory.byteOrder());
        if (token > 0 && offsets[token] <= offsets[token - 1]) {
          return new int[0];
        }
      }
    } catch (MemoryFault _) {
      return new int[0];
    }
    return offsets;
  }

  /** Whether a string ends before each offset but the first. */
  private static boolean isIndexOf(int[] offsets, byte[] table) {
    for (int token = 1; token < offsets.length; token++) {
      if (offsets[token] > table.length || table[offsets[token] - 1] != 0) {
        return false;
      }
    }
    return offsets.length > 0;
  }

  /** Where its strings start, of which unused ones are empty; none if there is more behind them. */
  private static int[] count(byte[] table) {
    int[] starts = new int[TOKENS];
    int found = 0;
    int start = 0;
    for (int at = 0; at < table.length; at++) {
      if (found == TOKENS) {
        if (table[at] != 0) {
          return new int[0];
        }
      } else if (table[at] == 0) {
        starts[found++] = start;
        start = at + 1;
      }
    }
    return Arrays.copyOf(starts, found);
  }

  private static byte[] readTo(Memory memory, long table, int last) {
    byte[] bytes = memory.read(table, last + 1);
    byte[] longer = Arrays.copyOf(bytes, last + KallsymsNames.MAX_NAME);
    try {
      for (int at = last; at < longer.length; at++) {
        longer[at] = (byte) memory.u8(table + at);
        if (longer[at] == 0) {
          break;
        }
      }
    } catch (MemoryFault _) {
      return longer;
    }
    return longer;
  }
}
