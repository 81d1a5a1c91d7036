package io.kwalk.lab.walks;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.kwalk.lab.dumps.RealDump;
import io.kwalk.lab.dumps.RealDumps;
import io.kwalk.linux.Kernel;
import io.kwalk.linux.log.KernelLog;
import io.kwalk.linux.system.Clock;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The time since boot, by ticks, against the kernel's other clocks. */
class ClockOracleTest {
  /** Ticks stop while the kernel dies, and are counted late by a processor that sleeps. */
  private static final double SECONDS = 2;

  /**
   * Of QEMU's guests: the log's clock starts with the counter, ticks with the timer that comes
   * later in an emulated boot (2.3 s on a510, 7 s on a loaded machine); QEMU writes its dump when
   * it is asked to, after panic() had gone on ticking.
   */
  private static final double SECONDS_OF_QEMU = 10;

  static Stream<RealDump> dumps() {
    return RealDumps.ofAllMachines().stream();
  }

  /** These kernels died talking; one that did not (dump-core's) only was up for longer. */
  @ParameterizedTest
  @MethodSource("dumps")
  void ticksAgreeWithTheLogsClock(RealDump dump) throws Exception {
    try (Kernel kernel = dump.open()) {
      double last = KernelLog.of(kernel).records().getLast().nanoseconds() / 1e9;
      double uptime = Clock.of(kernel).uptime() / 1e9;
      double most = dump.isOfQemu() ? SECONDS_OF_QEMU : SECONDS;
      boolean isClose = uptime - last < most || dump.wasRunning();
      assertTrue(isClose && last - uptime < most, "up " + uptime + " s, log ends at " + last);
    }
  }
}
