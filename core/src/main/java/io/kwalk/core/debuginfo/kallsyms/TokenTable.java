package io.kwalk.core.debuginfo.kallsyms;

import io.kwalk.core.memory.ByteArrays;
import io.kwalk.core.memory.Memory;
import io.kwalk.core.memory.MemoryFault;

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

  static TokenTable read(Memory memory, long table, long index) throws MalformedKallsymsException {
    byte[] raw = memory.read(index, 2 * TOKENS);
    int[] offsets = new int[TOKENS];
    for (int token = 0; token < TOKENS; token++) {
      offsets[token] = ByteArrays.u16(raw, 2 * token, memory.byteOrder());
      if (token > 0 && offsets[token] <= offsets[token - 1]) {
        throw new MalformedKallsymsException(index, "kallsyms_token_index does not ascend");
      }
    }
    // The index follows the table in every release; else the last token's end is searched for.
    long between = index - table;
    int size = offsets[TOKENS - 1];
    boolean follows = between > size && between <= MAX_TABLE;
    byte[] bytes = follows ? memory.read(table, (int) between) : readTo(memory, table, size);
    return new TokenTable(bytes, offsets);
  }

  private static byte[] readTo(Memory memory, long table, int last) {
    byte[] bytes = memory.read(table, last + 1);
    byte[] longer = java.util.Arrays.copyOf(bytes, last + KallsymsNames.MAX_NAME);
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
