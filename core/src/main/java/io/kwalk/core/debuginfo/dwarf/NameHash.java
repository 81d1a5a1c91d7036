package io.kwalk.core.debuginfo.dwarf;

import java.nio.charset.StandardCharsets;

/**
 * The hash of names in the index: FNV-1a, which can be continued from a namespace's prefix to the
 * names in it.
 */
final class NameHash {
  static final int START = 0x811c9dc5;
  private static final int PRIME = 0x01000193;

  private NameHash() {}

  static int next(int hash, byte value) {
    return (hash ^ value & 0xff) * PRIME;
  }

  /** Goes on with the zero-terminated string at {@code start}. */
  static int string(int hash, byte[] bytes, int start) {
    int at = start;
    while (bytes[at] != 0) {
      hash = (hash ^ bytes[at++] & 0xff) * PRIME;
    }
    return hash;
  }

  static int of(String name) {
    int hash = START;
    for (byte value : name.getBytes(StandardCharsets.UTF_8)) {
      hash = next(hash, value);
    }
    return finished(hash);
  }

  /** Spreads the differences over all bits. */
  static int finished(int hash) {
    int mixed = (hash ^ hash >>> 15) * 0x2c1b3c6d;
    return mixed ^ mixed >>> 13;
  }
}
