package io.kwalk.linux.system;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ClockTest {
  @ParameterizedTest
  @ValueSource(ints = {100, 250, 300, 1000})
  void knowsTheFrequencyFromATicksLength(int hz) {
    assertEquals(hz, Clock.frequency((1_000_000_000L / hz) << 32));
  }

  @ParameterizedTest
  @ValueSource(ints = {100, 250, 1000})
  void standsNtpsBending(int hz) {
    assertEquals(hz, Clock.frequency((1_000_500_000L / hz) << 32));
  }

  @ParameterizedTest
  @ValueSource(longs = {0, -1, Long.MIN_VALUE, Long.MAX_VALUE})
  void givesSomeFrequencyOfADamagedClock(long tick) {
    int hz = Clock.frequency(tick);
    assertEquals(true, hz >= 24 && hz <= 1200);
  }
}
