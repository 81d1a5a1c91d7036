package io.kwalk.shell.command;

import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.TextStyle;
import java.util.List;
import java.util.Locale;

/** Dates as date(1) and crash print them; no formatter, which would cost start-up time. */
final class Dates {
  private static final List<String> DAYS = List.of("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun");
  private static final List<String> MONTHS =
      List.of("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec");

  private Dates() {}

  /** "Sun Nov 22 19:41:19 UTC 2026", in the zone of whoever reads. */
  static String local(long epochSeconds) {
    return format(epochSeconds, ZoneId.systemDefault());
  }

  static String format(long epochSeconds, ZoneId zone) {
    ZonedDateTime date = Instant.ofEpochSecond(clamp(epochSeconds)).atZone(zone);
    return DAYS.get(date.getDayOfWeek().getValue() - 1)
        + " "
        + MONTHS.get(date.getMonthValue() - 1)
        + " "
        + (date.getDayOfMonth() < 10 ? " " : "")
        + date.getDayOfMonth()
        + " "
        + two(date.getHour())
        + ":"
        + two(date.getMinute())
        + ":"
        + two(date.getSecond())
        + " "
        + zone(date)
        + " "
        + date.getYear();
  }

  /** A damaged clock must not end the command. */
  private static long clamp(long epochSeconds) {
    return Math.clamp(epochSeconds, 0, 253_402_300_799L);
  }

  private static String zone(ZonedDateTime date) {
    if (date.getOffset().equals(ZoneOffset.UTC) && !date.getZone().getId().contains("/")
        || date.getZone().getId().equals("Etc/UTC")) {
      return "UTC";
    }
    return date.getZone().getDisplayName(TextStyle.SHORT, Locale.ROOT);
  }

  private static String two(int value) {
    return value < 10 ? "0" + value : Integer.toString(value);
  }
}
