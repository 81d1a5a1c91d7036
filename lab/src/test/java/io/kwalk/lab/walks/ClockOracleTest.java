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

/** The time since boot against the last message: these kernels died talking. */
class ClockOracleTest {
  /** Ticks begin a little after the log's clock, and stop while the kernel dies. */
  private static final double SECONDS = 2;

  static Stream<RealDump> dumps() {
    return RealDumps.ofAllMachines().stream();
  }

  @ParameterizedTest
  @MethodSource("dumps")
  void ticksAgreeWithTheLogsClock(RealDump dump) throws Exception {
    try (Kernel kernel = dump.open()) {
      double last = KernelLog.of(kernel).records().getLast().nanoseconds() / 1e9;
      double uptime = Clock.of(kernel).uptime() / 1e9;
      assertTrue(Math.abs(uptime - last) < SECONDS, "up " + uptime + " s, log ends at " + last);
    }
  }
}
