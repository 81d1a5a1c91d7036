package io.kwalk.linux.syscall;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.Optional;

/** struct sockaddr of user memory in strace's words. */
final class SocketAddress {
  private static final int AF_UNIX = 1;
  private static final int AF_INET = 2;
  private static final int AF_INET6 = 10;
  private static final int AF_NETLINK = 16;
  private static final int IPV6_BYTES = 16;

  private SocketAddress() {}

  /** Empty for a family that is not known, or too few bytes of one. */
  static Optional<String> text(byte[] bytes, boolean littleEndian) {
    if (bytes.length < 2) {
      return Optional.empty();
    }
    int family = unsigned16(bytes, 0, littleEndian);
    try {
      if (family == AF_UNIX) {
        return Optional.of(unix(bytes));
      }
      if (family == AF_INET && bytes.length >= 8) {
        return Optional.of(
            "{sa_family=AF_INET, sin_port=htons("
                + unsigned16(bytes, 2, false)
                + "), sin_addr=inet_addr(\""
                + address(bytes, 4, 4)
                + "\")}");
      }
      if (family == AF_INET6 && bytes.length >= 8 + IPV6_BYTES) {
        return Optional.of(
            "{sa_family=AF_INET6, sin6_port=htons("
                + unsigned16(bytes, 2, false)
                + "), sin6_addr=inet_pton(\""
                + address(bytes, 8, IPV6_BYTES)
                + "\")}");
      }
      if (family == AF_NETLINK && bytes.length >= 12) {
        return Optional.of(
            "{sa_family=AF_NETLINK, nl_pid="
                + unsigned32(bytes, 4, littleEndian)
                + ", nl_groups="
                + Constants.hex(unsigned32(bytes, 8, littleEndian))
                + "}");
      }
      return Optional.empty();
    } catch (UnknownHostException _) {
      return Optional.empty();
    }
  }

  private static String unix(byte[] bytes) {
    // An abstract name begins with a zero byte and has no end but the length.
    boolean isAbstract = bytes.length > 2 && bytes[2] == 0;
    int start = isAbstract ? 3 : 2;
    int end = isAbstract ? bytes.length : start;
    while (!isAbstract && end < bytes.length && bytes[end] != 0) {
      end++;
    }
    byte[] name = Arrays.copyOfRange(bytes, Math.min(start, end), end);
    return "{sa_family=AF_UNIX, sun_path="
        + (isAbstract ? "@" : "")
        + UserBytes.quoted(name, name.length)
        + "}";
  }

  private static String address(byte[] bytes, int from, int length) throws UnknownHostException {
    String text =
        InetAddress.getByAddress(Arrays.copyOfRange(bytes, from, from + length)).getHostAddress();
    return text;
  }

  private static int unsigned16(byte[] bytes, int at, boolean little) {
    int first = bytes[at] & 0xff;
    int second = bytes[at + 1] & 0xff;
    return little ? second << 8 | first : first << 8 | second;
  }

  private static long unsigned32(byte[] bytes, int at, boolean little) {
    long high = unsigned16(bytes, little ? at + 2 : at, little);
    long low = unsigned16(bytes, little ? at : at + 2, little);
    return high << 16 | low;
  }
}
