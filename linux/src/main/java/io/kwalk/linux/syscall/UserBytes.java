package io.kwalk.linux.syscall;

import io.kwalk.core.memory.ByteArrays;
import io.kwalk.core.memory.Memory;
import io.kwalk.core.memory.MemoryFault;
import java.nio.ByteOrder;
import java.util.Optional;

/**
 * What arguments point to in a process's memory, by its ABI's layouts.
 *
 * @param memory of the process
 * @param wordSize bytes of a pointer there
 */
record UserBytes(Memory memory, int wordSize) {
  /** Bytes of a buffer and of a string that are shown, as strace shows them. */
  static final int SHOWN = 32;

  private static final int MAX_PATH = 4096;

  long word(long address) {
    return memory.unsigned(address, wordSize);
  }

  byte[] read(long address, int length) {
    return memory.read(address, length);
  }

  ByteOrder order() {
    return memory.byteOrder();
  }

  /** A path in quotes; empty where it cannot be read. */
  Optional<String> path(long address) {
    try {
      byte[] all = new byte[MAX_PATH];
      int length = 0;
      while (length < all.length) {
        int chunk = Math.min(all.length - length, 64 - (int) ((address + length) & 63));
        memory.read(address + length, all, length, chunk);
        for (int end = length + chunk; length < end; length++) {
          if (all[length] == 0) {
            return Optional.of(quoted(all, length));
          }
        }
      }
      return Optional.of(quoted(all, length) + "...");
    } catch (MemoryFault _) {
      return Optional.empty();
    }
  }

  /** The first bytes of a buffer in quotes. */
  String buffer(long address, long length) {
    int shown = Math.clamp(length, 0, SHOWN);
    return quoted(memory.read(address, shown), shown) + (length > shown ? "..." : "");
  }

  /** As strace quotes: what is not printable ASCII as C escapes it. */
  static String quoted(byte[] bytes, int length) {
    StringBuilder out = new StringBuilder("\"");
    for (int i = 0; i < length; i++) {
      int one = bytes[i] & 0xff;
      switch (one) {
        case '"', '\\' -> out.append('\\').append((char) one);
        case '\n' -> out.append("\\n");
        case '\t' -> out.append("\\t");
        case '\r' -> out.append("\\r");
        case 0x0b -> out.append("\\v");
        case '\f' -> out.append("\\f");
        default -> {
          if (one >= 0x20 && one < 0x7f) {
            out.append((char) one);
          } else {
            boolean digitFollows = i + 1 < length && bytes[i + 1] >= '0' && bytes[i + 1] <= '9';
            String octal = Integer.toOctalString(one);
            out.append('\\').append(digitFollows ? "0".repeat(3 - octal.length()) : "");
            out.append(octal);
          }
        }
      }
    }
    return out.append('"').toString();
  }

  /** struct timespec, with microseconds struct timeval. */
  String time(long address, int size, String fraction) {
    byte[] bytes = memory.read(address, 2 * size);
    long seconds = signed(bytes, 0, size);
    long rest = signed(bytes, size, size);
    return "{tv_sec=" + seconds + ", " + fraction + "=" + rest + "}";
  }

  private long signed(byte[] bytes, int at, int size) {
    long value = ByteArrays.unsigned(bytes, at, size, memory.byteOrder());
    return size == 4 ? (int) value : value;
  }
}
