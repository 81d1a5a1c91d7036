package io.kwalk.linux.net;

import io.kwalk.core.memory.Memory;

/** Internet addresses as text. */
public final class IpAddresses {
  private IpAddresses() {}

  /** The 4 bytes at {@code address}, as "127.0.0.1". */
  public static String v4(Memory memory, long address) {
    return v4(memory.read(address, 4));
  }

  /** Four bytes in network order. */
  public static String v4(byte[] bytes) {
    return (bytes[0] & 0xff)
        + "."
        + (bytes[1] & 0xff)
        + "."
        + (bytes[2] & 0xff)
        + "."
        + (bytes[3] & 0xff);
  }

  /** The 16 bytes at {@code address}, all eight groups: "0:0:0:0:0:0:0:1". */
  public static String v6Whole(Memory memory, long address) {
    int[] groups = groups(memory, address);
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < groups.length; i++) {
      text.append(i == 0 ? "" : ":").append(Integer.toHexString(groups[i]));
    }
    return text.toString();
  }

  /** The 16 bytes at {@code address}, the longest run of zeros as "::" (RFC 5952). */
  public static String v6(Memory memory, long address) {
    int[] groups = groups(memory, address);
    int best = 0;
    int length = 1;
    for (int from = 0; from < groups.length; from++) {
      int to = from;
      while (to < groups.length && groups[to] == 0) {
        to++;
      }
      if (to - from > length) {
        best = from;
        length = to - from;
      }
    }
    if (length < 2) {
      return v6Whole(memory, address);
    }
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < groups.length; i++) {
      if (i == best) {
        text.append("::");
        i += length - 1;
      } else {
        boolean first = text.isEmpty() || text.charAt(text.length() - 1) == ':';
        text.append(first ? "" : ":").append(Integer.toHexString(groups[i]));
      }
    }
    return text.toString();
  }

  private static int[] groups(Memory memory, long address) {
    byte[] bytes = memory.read(address, 16);
    int[] groups = new int[8];
    for (int i = 0; i < groups.length; i++) {
      groups[i] = (bytes[2 * i] & 0xff) << 8 | bytes[2 * i + 1] & 0xff;
    }
    return groups;
  }
}
