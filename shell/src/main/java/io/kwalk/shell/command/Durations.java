package io.kwalk.shell.command;

import io.kwalk.shell.Text;

/** Nanoseconds as people read them. */
final class Durations {
  private static final long SECOND = 1_000_000_000;

  private Durations() {}

  /** "00:02:09", or "3 days, 00:02:09". */
  static String clock(long nanoseconds) {
    long seconds = nanoseconds / SECOND;
    long days = seconds / 86_400;
    return (days > 0 ? days + " days, " : "") + hours(seconds);
  }

  /** "0 00:02:08.554": days, and milliseconds at the end. */
  static String withMilliseconds(long nanoseconds, int dayDigits) {
    long seconds = nanoseconds / SECOND;
    return Text.right(Long.toString(seconds / 86_400), dayDigits)
        + " "
        + hours(seconds)
        + "."
        + zeros(nanoseconds % SECOND / 1_000_000, 3);
  }

  private static String hours(long seconds) {
    return zeros(seconds / 3600 % 24, 2)
        + ":"
        + zeros(seconds / 60 % 60, 2)
        + ":"
        + zeros(seconds % 60, 2);
  }

  private static String zeros(long value, int width) {
    String digits = Long.toString(value);
    return "0".repeat(Math.max(0, width - digits.length())) + digits;
  }
}
