package io.kwalk.linux.signal;

import java.util.ArrayList;
import java.util.List;

/** Names of signals and of sigaction's flags (include/uapi/asm-generic/signal.h). */
public final class SignalNames {
  private static final String[] NAMES = {
    "SIGHUP",
    "SIGINT",
    "SIGQUIT",
    "SIGILL",
    "SIGTRAP",
    "SIGABRT",
    "SIGBUS",
    "SIGFPE",
    "SIGKILL",
    "SIGUSR1",
    "SIGSEGV",
    "SIGUSR2",
    "SIGPIPE",
    "SIGALRM",
    "SIGTERM",
    "SIGSTKFLT",
    "SIGCHLD",
    "SIGCONT",
    "SIGSTOP",
    "SIGTSTP",
    "SIGTTIN",
    "SIGTTOU",
    "SIGURG",
    "SIGXCPU",
    "SIGXFSZ",
    "SIGVTALRM",
    "SIGPROF",
    "SIGWINCH",
    "SIGIO",
    "SIGPWR",
    "SIGSYS",
    "SIGRTMIN"
  };
  private static final int FIRST_REAL_TIME = 32;
  private static final int LAST_OF_LOWER_HALF = 48;

  private record Flag(long bits, String name) {}

  private static final List<Flag> FLAGS =
      List.of(
          new Flag(0x1, "SA_NOCLDSTOP"),
          new Flag(0x400_0000, "SA_RESTORER"),
          new Flag(0x2, "SA_NOCLDWAIT"),
          new Flag(0x4, "SA_SIGINFO"),
          new Flag(0x800, "SA_EXPOSE_TAGBITS"),
          new Flag(0x800_0000, "SA_ONSTACK"),
          new Flag(0x1000_0000, "SA_RESTART"),
          new Flag(0x2000_0000, "SA_INTERRUPT"),
          new Flag(0x4000_0000, "SA_NODEFER"),
          new Flag(0x8000_0000L, "SA_RESETHAND"));

  private SignalNames() {}

  /** "SIGHUP" for 1, "SIGRTMIN+2" for 34; a bare number outside 1 to 64. */
  public static String of(int number) {
    if (number < 1 || number > TaskSignals.COUNT) {
      return Integer.toString(number);
    }
    if (number <= NAMES.length) {
      return NAMES[number - 1];
    }
    if (number == TaskSignals.COUNT) {
      return "SIGRTMAX";
    }
    return number <= LAST_OF_LOWER_HALF
        ? "SIGRTMIN+" + (number - FIRST_REAL_TIME)
        : "SIGRTMAX-" + (TaskSignals.COUNT - number);
  }

  /** With the second name of those that have two: "SIGCHLD/SIGCLD". */
  public static String withAlias(int number) {
    return switch (number) {
      case 6 -> "SIGABRT/SIGIOT";
      case 17 -> "SIGCHLD/SIGCLD";
      case 29 -> "SIGIO/SIGPOLL";
      case 31 -> "SIGSYS/SIGUNUSED";
      default -> of(number);
    };
  }

  /** The names of the signals in a set; bit 0 is signal 1. */
  public static List<String> ofSet(long set) {
    List<String> names = new ArrayList<>();
    for (int number = 1; number <= TaskSignals.COUNT; number++) {
      if ((set >>> (number - 1) & 1) != 0) {
        names.add(of(number));
      }
    }
    return names;
  }

  /** The names of SA_* bits, by crash's order. */
  public static List<String> flags(long bits) {
    List<String> names = new ArrayList<>();
    for (Flag flag : FLAGS) {
      if ((bits & flag.bits) != 0) {
        names.add(flag.name);
      }
    }
    return names;
  }
}
