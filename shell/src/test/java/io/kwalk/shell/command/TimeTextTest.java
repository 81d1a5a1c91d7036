package io.kwalk.shell.command;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.ZoneId;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Durations and dates as crash prints them. */
class TimeTextTest {
  @ParameterizedTest
  @CsvSource({"0, 00:00:00", "129, 00:02:09", "86399, 23:59:59", "'92132', '1 days, 01:35:32'"})
  void writesDaysOnlyWhenThereAreAny(long seconds, String text) {
    assertEquals(text, Durations.clock(seconds * 1_000_000_000));
  }

  @Test
  void writesMillisecondsBehindTheSeconds() {
    assertEquals("0 00:02:08.054", Durations.withMilliseconds(128_054_999_999L, 1));
  }

  @Test
  void writesDatesAsDateDoes() {
    assertEquals("Sun Nov 22 19:41:19 UTC 2026", Dates.format(1_795_376_479, ZoneOffset.UTC));
    assertEquals("Thu Jan  1 00:00:00 UTC 1970", Dates.format(0, ZoneId.of("UTC")));
  }

  @Test
  void standsADamagedClock() {
    assertEquals("Thu Jan  1 00:00:00 UTC 1970", Dates.format(Long.MIN_VALUE, ZoneOffset.UTC));
    assertEquals("Fri Dec 31 23:59:59 UTC 9999", Dates.format(Long.MAX_VALUE, ZoneOffset.UTC));
  }

  @ParameterizedTest
  @CsvSource({"804782080, 767.5 MB", "17179869184, 16 GB", "4096, 4 KB", "0, 0 KB"})
  void writesSizesWithOneDecimalAtMost(long bytes, String text) {
    assertEquals(text, SystemBanner.size(bytes));
  }
}
