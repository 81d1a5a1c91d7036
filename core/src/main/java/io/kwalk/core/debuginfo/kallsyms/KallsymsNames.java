package io.kwalk.core.debuginfo.kallsyms;

import io.kwalk.core.memory.Memory;
import io.kwalk.core.memory.MemoryFault;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * {@code kallsyms_names}: of each symbol a length (one byte, or since 6.1 two where bit 7 is set:
 * seven low bits, then the rest) and so many tokens. The first character of the expanded text is
 * nm's letter.
 */
final class KallsymsNames {
  /** KSYM_NAME_LEN is 512 since 6.1. What is longer is damage. */
  static final int MAX_NAME = 1024;

  private static final int CHUNK = 1 << 18;
  private static final int MAX_BYTES = 1 << 26;

  private final TokenTable tokens;
  private final byte[] bytes;

  /** Of each symbol the offset of its length; one entry more than there are symbols. */
  private final int[] offsets;

  private final int count;

  private KallsymsNames(TokenTable tokens, byte[] bytes, int[] offsets, int count) {
    this.tokens = tokens;
    this.bytes = bytes;
    this.offsets = offsets;
    this.count = count;
  }

  /** Reads up to {@code wanted} names; fewer where memory ends or a length is damaged. */
  static KallsymsNames read(Memory memory, KallsymsTables tables, TokenTable tokens, int wanted) {
    long room = tables.tokenTable() - tables.names();
    int limit = room > 0 && room < MAX_BYTES ? (int) room : MAX_BYTES;
    byte[] bytes = new byte[0];
    int[] offsets = new int[Math.min(wanted, CHUNK) + 1];
    int count = 0;
    int at = 0;
    int filled = 0;
    while (count < wanted) {
      if (at + 2 >= filled || at + entryLength(bytes, at) > filled) {
        int chunk = nextChunk(filled, limit);
        if (bytes.length < filled + chunk) {
          bytes = Arrays.copyOf(bytes, filled + chunk);
        }
        int got = fill(memory, tables.names() + filled, bytes, filled, chunk);
        filled += got;
        if (got == 0 && (at >= filled || at + entryLength(bytes, at) > filled)) {
          break;
        }
      }
      if (count + 1 == offsets.length) {
        offsets = Arrays.copyOf(offsets, Math.min(wanted, 2 * count) + 1);
      }
      at += entryLength(bytes, at);
      if (at > filled) {
        break;
      }
      offsets[++count] = at;
    }
    return new KallsymsNames(tokens, bytes, offsets, count);
  }

  /** All at once where the token table bounds the names, else step by step as far as they reach. */
  private static int nextChunk(int filled, int limit) {
    return limit < MAX_BYTES ? limit - filled : Math.min(Math.max(CHUNK, filled), limit - filled);
  }

  /** As much as can be read without a hole. */
  private static int fill(Memory memory, long address, byte[] bytes, int offset, int length) {
    try {
      memory.read(address, bytes, offset, length);
      return length;
    } catch (MemoryFault fault) {
      long before = fault.address() - address;
      return before > 0 && before < length ? (int) before : 0;
    }
  }

  private static int entryLength(byte[] bytes, int at) {
    int first = bytes[at];
    return first >= 0 || at + 1 >= bytes.length
        ? 1 + first
        : 2 + (first & 0x7f | (bytes[at + 1] & 0xff) << 7);
  }

  int count() {
    return count;
  }

  private int firstToken(int symbol) {
    int at = offsets[symbol];
    return bytes[at] < 0 ? at + 2 : at + 1;
  }

  /** nm's letter, or '?' of an empty name. */
  char type(int symbol) {
    int at = firstToken(symbol);
    if (at >= offsets[symbol + 1]) {
      return '?';
    }
    int token = bytes[at] & 0xff;
    return tokens.length[token] == 0 ? '?' : (char) (tokens.bytes[tokens.start[token]] & 0xff);
  }

  String name(int symbol) {
    byte[] text = new byte[128];
    int length = 0;
    int end = offsets[symbol + 1];
    for (int at = firstToken(symbol); at < end && length < MAX_NAME; at++) {
      int token = bytes[at] & 0xff;
      int part = tokens.length[token];
      if (length + part > text.length) {
        text = Arrays.copyOf(text, length + part + 128);
      }
      System.arraycopy(tokens.bytes, tokens.start[token], text, length, part);
      length += part;
    }
    return length == 0 ? "" : new String(text, 1, length - 1, StandardCharsets.UTF_8);
  }

  /** Whether the name, without its letter, is {@code wanted}; makes no string. */
  boolean matches(int symbol, byte[] wanted) {
    int matched = -1;
    int end = offsets[symbol + 1];
    for (int at = firstToken(symbol); at < end; at++) {
      int token = bytes[at] & 0xff;
      int from = tokens.start[token];
      for (int i = 0; i < tokens.length[token]; i++, matched++) {
        if (matched >= 0
            && (matched >= wanted.length || tokens.bytes[from + i] != wanted[matched])) {
          return false;
        }
      }
    }
    return matched == wanted.length;
  }

  /**
   * Hashes of all names without their letters: of the bytes b[0..n) the sum of {@code b[i] *
   * 31^(n-1-i)}. A name's hash is put together from its tokens' hashes, so no name is expanded.
   */
  int[] hashes() {
    int[] whole = new int[TokenTable.TOKENS];
    int[] power = new int[TokenTable.TOKENS];
    int[] tail = new int[TokenTable.TOKENS];
    for (int token = 0; token < TokenTable.TOKENS; token++) {
      int from = tokens.start[token];
      int to = from + tokens.length[token];
      whole[token] = hash(tokens.bytes, from, to);
      tail[token] = hash(tokens.bytes, Math.min(from + 1, to), to);
      power[token] = power(to - from);
    }
    int[] hashes = new int[count];
    for (int symbol = 0; symbol < count; symbol++) {
      int at = firstToken(symbol);
      int end = offsets[symbol + 1];
      int hash = at < end ? tail[bytes[at] & 0xff] : 0;
      for (at++; at < end; at++) {
        int token = bytes[at] & 0xff;
        hash = hash * power[token] + whole[token];
      }
      hashes[symbol] = hash;
    }
    return hashes;
  }

  static int hash(byte[] bytes, int from, int to) {
    int hash = 0;
    for (int at = from; at < to; at++) {
      hash = 31 * hash + bytes[at];
    }
    return hash;
  }

  private static int power(int exponent) {
    int power = 1;
    for (int i = 0; i < exponent; i++) {
      power *= 31;
    }
    return power;
  }
}
