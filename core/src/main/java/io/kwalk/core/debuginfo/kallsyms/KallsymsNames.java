package io.kwalk.core.debuginfo.kallsyms;

import io.kwalk.core.memory.MemoryFault;
import io.kwalk.core.memory.MemoryWindow;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * {@code kallsyms_names}: of each symbol a length (one byte, or since 6.1 two where bit 7 is set:
 * seven low bits, then the rest) and so many tokens. The first character of the expanded text is
 * nm's letter. {@code kallsyms_markers} gives the offset of each 256th name.
 */
final class KallsymsNames {
  /** KSYM_NAME_LEN is 512 since 6.1. What is longer is damage. */
  static final int MAX_NAME = 1024;

  /** Names between two markers. */
  static final int BLOCK = 256;

  private final TokenTable tokens;
  private final MemoryWindow table;
  private final int[] markers;
  private final int count;

  /** {@code markers} are the offsets of the names 0, 256, 512 … below {@code count}. */
  KallsymsNames(TokenTable tokens, MemoryWindow table, int[] markers, int count) {
    this.tokens = tokens;
    this.table = table;
    this.markers = markers;
    this.count = count;
  }

  int count() {
    return count;
  }

  /** Where the tokens of a name start. */
  private static int tokensAt(MemoryWindow table, int entry) {
    return table.u8(entry) < 0x80 ? entry + 1 : entry + 2;
  }

  /** Where the entry at {@code entry} ends. */
  static int endOf(MemoryWindow table, int entry) {
    int first = table.u8(entry);
    return first < 0x80 ? entry + 1 + first : entry + 2 + (first & 0x7f | table.u8(entry + 1) << 7);
  }

  /** The offset of a symbol's entry: at most 255 steps from a marker. */
  int entry(int symbol) {
    int entry = markers[symbol / BLOCK];
    for (int steps = symbol % BLOCK; steps > 0; steps--) {
      entry = endOf(table, entry);
    }
    return entry;
  }

  /** nm's letter of the entry, or '?' of an empty one. */
  char type(int entry) {
    int at = tokensAt(table, entry);
    if (at >= endOf(table, entry)) {
      return '?';
    }
    int token = table.u8(at);
    return tokens.length[token] == 0 ? '?' : (char) (tokens.bytes[tokens.start[token]] & 0xff);
  }

  /** The name of the entry, without its letter. */
  String name(int entry) {
    byte[] text = new byte[128];
    int length = 0;
    int end = endOf(table, entry);
    for (int at = tokensAt(table, entry); at < end && length < MAX_NAME; at++) {
      int token = table.u8(at);
      int part = tokens.length[token];
      if (length + part > text.length) {
        text = Arrays.copyOf(text, length + part + 128);
      }
      System.arraycopy(tokens.bytes, tokens.start[token], text, length, part);
      length += part;
    }
    return length == 0 ? "" : new String(text, 1, length - 1, StandardCharsets.UTF_8);
  }

  /** strcmp of the entry's name, without its letter, and {@code wanted}; makes no string. */
  int compare(int entry, byte[] wanted) {
    int matched = -1;
    int end = endOf(table, entry);
    for (int at = tokensAt(table, entry); at < end; at++) {
      int token = table.u8(at);
      int from = tokens.start[token];
      for (int i = 0; i < tokens.length[token]; i++, matched++) {
        if (matched < 0) {
          continue;
        }
        int difference =
            (tokens.bytes[from + i] & 0xff)
                - (matched < wanted.length ? wanted[matched] & 0xff : 0);
        if (difference != 0) {
          return difference;
        }
      }
    }
    return Math.max(matched, 0) - wanted.length;
  }

  /**
   * Hashes of all names without their letters: of the bytes b[0..n) the sum of {@code b[i] *
   * 31^(n-1-i)}. A name's hash is put together from its tokens' hashes, so no name is expanded.
   * Names that cannot be read have 0.
   */
  int[] hashes() {
    TokenHashes hashed = new TokenHashes(tokens);
    int[] hashes = new int[count];
    for (int block = 0; block < markers.length; block++) {
      int first = block * BLOCK;
      hashBlock(hashed, hashes, first, Math.min(first + BLOCK, count));
    }
    return hashes;
  }

  private void hashBlock(TokenHashes hashed, int[] hashes, int first, int limit) {
    int start = markers[first / BLOCK];
    int next = first / BLOCK + 1;
    try {
      // The last block's end is not marked: it is walked to.
      int end = next < markers.length ? markers[next] : endOf(table, entry(limit - 1));
      byte[] block = table.copy(start, Math.max(end - start, 0));
      int at = 0;
      for (int symbol = first; symbol < limit; symbol++) {
        int length = block[at++] & 0xff;
        if (length >= 0x80) {
          length = length & 0x7f | (block[at++] & 0xff) << 7;
        }
        int hash = length > 0 ? hashed.tail[block[at] & 0xff] : 0;
        for (int i = 1; i < length; i++) {
          int token = block[at + i] & 0xff;
          hash = hash * hashed.power[token] + hashed.whole[token];
        }
        hashes[symbol] = hash;
        at += length;
      }
    } catch (MemoryFault | IndexOutOfBoundsException _) {
      // A page of names is missing: the names behind it start again at the next marker.
    }
  }
}
