package io.kwalk.linux.syscall;

import io.kwalk.core.memory.ByteArrays;
import io.kwalk.core.memory.MemoryFault;
import io.kwalk.linux.signal.SignalNames;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;

/** The arguments of one call as strace would print them at its start. */
final class ArgumentText {
  private static final int AT_FDCWD = -100;
  private static final long O_CREAT = 0100;
  private static final long O_TMPFILE = 020000000;
  private static final int SHOWN_ELEMENTS = 32;
  private static final int MAX_SOCKET_ADDRESS = 128;

  private final CurrentSystemCall call;
  private final String name;
  private final UserBytes user;
  private final Constants constants;
  private final IntFunction<String> files;

  /**
   * For the arguments of {@code call}.
   *
   * @param name the call's
   * @param files what a file descriptor is open on, "" if that is not known
   */
  ArgumentText(
      CurrentSystemCall call,
      String name,
      UserBytes user,
      Constants constants,
      IntFunction<String> files) {
    this.call = call;
    this.name = name;
    this.user = user;
    this.constants = constants;
    this.files = files;
  }

  /** Argument {@code index}; empty for one that is not given, as a mode without O_CREAT. */
  Optional<String> of(int index, Parameter parameter) {
    long value = call.arguments().get(index);
    long other = parameter.other() < 0 ? 0 : call.arguments().get(parameter.other());
    if (parameter.kind().equals("openat_mode")) {
      boolean given = (other & (O_CREAT | O_TMPFILE)) != 0;
      return given ? Optional.of(octal(value & 0xffff)) : Optional.empty();
    }
    return Optional.of(
        plain(value, parameter.kind()).orElseGet(() -> pointed(value, parameter.kind(), other)));
  }

  /** What the value itself says. */
  private Optional<String> plain(long value, String kind) {
    return switch (kind) {
      case "fd" -> Optional.of(fd((int) value));
      case "dirfd" -> Optional.of((int) value == AT_FDCWD ? "AT_FDCWD" : fd((int) value));
      case "int", "pipe" -> Optional.of(Integer.toString((int) value));
      case "uint", "futex_value" -> Optional.of(Long.toString(value & 0xffff_ffffL));
      case "size" -> Optional.of(Long.toUnsignedString(value));
      case "long" -> Optional.of(Long.toString(user.wordSize() == 4 ? (int) value : value));
      case "hex" -> Optional.of(value == 0 ? "0" : Constants.hex(value));
      case "mode" -> Optional.of(octal(value & 0xffff));
      case "signal" -> Optional.of(SignalNames.of((int) value));
      case "clone_flags" -> Optional.of(clone(value));
      case "ioctl" -> Optional.of(ioctl(value & 0xffff_ffffL));
      case "address", "open_how" -> Optional.of(address(value));
      default -> constants.text(kind, value);
    };
  }

  /** What the value points to, if it is in the dump; else the address. */
  private String pointed(long value, String kind, long other) {
    if (value == 0) {
      return "NULL";
    }
    try {
      return switch (kind) {
        case "path" -> user.path(value).orElse(address(value));
        case "bytes" -> user.buffer(value, other);
        case "timespec" -> user.time(value, timeSize(), "tv_nsec");
        case "timespec32" -> user.time(value, 4, "tv_nsec");
        case "timeval" -> user.time(value, user.wordSize(), "tv_usec");
        case "sigset" -> signals(value, other);
        case "fds" -> descriptors(value, other);
        case "pollfds" -> polled(value, other);
        case "iovec" -> vector(value, other);
        case "msghdr" -> message(value);
        case "sockaddr" -> socketAddress(value, other);
        case "epoll_event" -> event(value);
        default -> address(value);
      };
    } catch (MemoryFault _) {
      return address(value);
    }
  }

  /** Calls with _time64 in their name take 64-bit times from 32-bit code. */
  private int timeSize() {
    return name.endsWith("_time64") ? 8 : user.wordSize();
  }

  private static String address(long value) {
    return value == 0 ? "NULL" : Constants.hex(value);
  }

  private static String octal(long value) {
    return value == 0 ? "000" : "0" + Long.toOctalString(value);
  }

  private String fd(int descriptor) {
    String file = descriptor < 0 ? "" : files.apply(descriptor);
    return descriptor + (file.isEmpty() ? "" : "<" + file + ">");
  }

  /** The low byte is the signal that the parent gets. */
  private String clone(long value) {
    boolean isClone = name.equals("clone");
    long bits = isClone ? value & ~0xffL : value;
    String flags = constants.text("clone", bits).orElse("");
    long signal = isClone ? value & 0xff : 0;
    if (signal == 0) {
      return flags;
    }
    return (bits == 0 ? "" : flags + "|") + SignalNames.of((int) signal);
  }

  /** _IOC (include/uapi/asm-generic/ioctl.h): direction, size, type, number. */
  private String ioctl(long value) {
    String known = constants.text("ioctl", value).orElse("");
    if (!known.startsWith("0x")) {
      return known;
    }
    long direction = value >>> 30;
    long type = value >>> 8 & 0xff;
    String letter =
        type >= 0x20 && type < 0x7f && type != '\'' && type != '\\'
            ? "'" + (char) type + "'"
            : Constants.hex(type);
    List<String> ways = new ArrayList<>();
    if ((direction & 2) != 0) {
      ways.add("_IOC_READ");
    }
    if ((direction & 1) != 0) {
      ways.add("_IOC_WRITE");
    }
    return "_IOC("
        + (ways.isEmpty() ? "_IOC_NONE" : String.join("|", ways))
        + ", "
        + letter
        + ", "
        + Constants.hex(value & 0xff)
        + ", "
        + Constants.hex(value >>> 16 & 0x3fff)
        + ")";
  }

  private String signals(long address, long size) {
    int bytes = Math.clamp(size, 0, 8);
    if (bytes == 0) {
      return address(address);
    }
    byte[] set = user.read(address, bytes);
    long bits = ByteArrays.unsigned(set, 0, bytes, user.order());
    // Most signals set: the few that are not, as strace does.
    boolean most = Long.bitCount(bits) > 4 * bytes;
    long shown = most ? ~bits & (bytes == 8 ? -1L : (1L << 8 * bytes) - 1) : bits;
    List<String> names =
        SignalNames.ofSet(shown).stream()
            .map(one -> one.startsWith("SIG") && !one.startsWith("SIGRT") ? one.substring(3) : one)
            .map(one -> one.startsWith("SIGRT") ? one.substring(3) : one)
            .toList();
    return (most ? "~[" : "[") + String.join(" ", names) + "]";
  }

  private String descriptors(long address, long count) {
    int limit = Math.clamp(count & 0xffff_ffffL, 0, 1024);
    int word = user.wordSize();
    byte[] bits = user.read(address, (limit + 8 * word - 1) / (8 * word) * word);
    boolean little = user.order() == ByteOrder.LITTLE_ENDIAN;
    List<String> set = new ArrayList<>();
    for (int fd = 0; fd < limit; fd++) {
      int inWord = fd % (8 * word) / 8;
      int at = fd / (8 * word) * word + (little ? inWord : word - 1 - inWord);
      if ((bits[at] >> (fd & 7) & 1) != 0) {
        set.add(fd(fd));
      }
    }
    return "[" + String.join(" ", set) + "]";
  }

  /** struct pollfd: int fd, short events, short revents. */
  private String polled(long address, long count) {
    return list(
        count & 0xffff_ffffL,
        i -> {
          byte[] one = user.read(address + 8L * i, 8);
          int events = ByteArrays.u16(one, 4, user.order());
          return "{fd="
              + fd(ByteArrays.s32(one, 0, user.order()))
              + ", events="
              + constants.text("poll", events).orElse("")
              + "}";
        });
  }

  private String vector(long address, long count) {
    int word = user.wordSize();
    return list(
        count,
        i -> {
          long at = address + 2L * word * i;
          long base = user.word(at);
          long length = user.word(at + word);
          return "{iov_base=" + content(base, length) + ", iov_len=" + length + "}";
        });
  }

  private String content(long base, long length) {
    try {
      return user.buffer(base, length);
    } catch (MemoryFault _) {
      return address(base);
    }
  }

  private static String list(long count, IntFunction<String> element) {
    List<String> elements = new ArrayList<>();
    for (int i = 0; i < Math.clamp(count, 0, SHOWN_ELEMENTS); i++) {
      elements.add(element.apply(i));
    }
    return "[" + String.join(", ", elements) + (count > SHOWN_ELEMENTS ? ", ..." : "") + "]";
  }

  /** struct user_msghdr: name, length of it, iovec, number of those. */
  private String message(long address) {
    int word = user.wordSize();
    long base = user.word(address);
    long length = user.memory().u32(address + word);
    long vectors = user.word(address + 2L * word);
    long count = user.word(address + 3L * word);
    return "{msg_name="
        + (base == 0 ? "NULL" : socketAddressOr(base, length))
        + ", msg_namelen="
        + length
        + ", msg_iov="
        + (vectors == 0 ? "NULL" : vectorOr(vectors, count))
        + ", msg_iovlen="
        + count
        + "}";
  }

  private String vectorOr(long address, long count) {
    try {
      return vector(address, count);
    } catch (MemoryFault _) {
      return address(address);
    }
  }

  private String socketAddressOr(long address, long length) {
    try {
      return socketAddress(address, length);
    } catch (MemoryFault _) {
      return address(address);
    }
  }

  private String socketAddress(long address, long length) {
    byte[] bytes = user.read(address, Math.clamp(length & 0xffff_ffffL, 0, MAX_SOCKET_ADDRESS));
    return SocketAddress.text(bytes, user.order() == ByteOrder.LITTLE_ENDIAN)
        .orElse(address(address));
  }

  /** struct epoll_event: events, then the data; packed on x86. */
  private String event(long address) {
    return "{events=" + constants.text("epoll", user.memory().u32(address)).orElse("") + "}";
  }
}
