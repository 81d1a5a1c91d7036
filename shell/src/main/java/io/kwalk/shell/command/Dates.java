package io.kwalk.shell.command;

import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.TextStyle;
import java.util.List;
import java.util.Locale;

/** Dates as date(1) and crash print them; no formatter, which would cost start-up time. */
public final class Dates {
  private static final List<String> DAYS = List.of("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun");
  private static final List<String> MONTHS =
      List.of("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec");

  private Dates() {}

  /** "Sun Nov 22 19:41:19 UTC 2026", in the zone of whoever reads. */
  public static String local(long epochSeconds) {
    return format(epochSeconds, ZoneId.systemDefault());
  }

  /** "Sun Nov 22 19:41:19 2026", as ctime(3) has it, in the zone of whoever reads. */
  public static String withoutZone(long epochSeconds) {
    ZonedDateTime date = date(epochSeconds, ZoneId.systemDefault());
    return time(date) + " " + date.getYear();
  }

  static String format(long epochSeconds, ZoneId zone) {
    ZonedDateTime date = date(epochSeconds, zone);
    return time(date) + " " + zone(date) + " " + date.getYear();
  }

  private static ZonedDateTime date(long epochSeconds, ZoneId zone) {
    return Instant.ofEpochSecond(clamp(epochSeconds)).atZone(zone);
  }

  /** "Sun Nov 22 19:41:19". */
  private static String time(ZonedDateTime date) {
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
        + two(date.getSecond());
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
