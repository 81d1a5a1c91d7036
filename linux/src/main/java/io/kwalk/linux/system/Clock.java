package io.kwalk.linux.system;

import io.kwalk.core.debuginfo.Field;
import io.kwalk.core.debuginfo.StructType;
import io.kwalk.core.memory.Memory;
import io.kwalk.core.memory.MemoryFault;
import io.kwalk.core.object.UnknownNameException;
import io.kwalk.linux.Kernel;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What the kernel's clocks showed when it died.
 *
 * @param hz timer ticks a second (CONFIG_HZ)
 * @param uptime nanoseconds since boot, in whole ticks; 0 if unknown
 * @param wallSeconds seconds since 1970, UTC; 0 if unknown
 */
public record Clock(int hz, long uptime, long wallSeconds) {
  private static final int[] FREQUENCIES = {
    24, 32, 48, 64, 100, 128, 200, 250, 256, 300, 500, 512, 1000, 1024, 1200
  };

  /** Of {@code kernel}; read once. */
  public static Clock of(Kernel kernel) {
    return kernel.part(Clock.class, Clock::read);
  }

  /** Seconds since 1970 at which the kernel booted. */
  public long bootSeconds() {
    return wallSeconds - uptime / 1_000_000_000;
  }

  private static Clock read(Kernel kernel) {
    OptionalLong timekeeper = timekeeper(kernel);
    long wall = 0;
    int hz = 250;
    if (timekeeper.isPresent()) {
      try {
        Memory memory = kernel.memory();
        wall = kernel.field("timekeeper", "xtime_sec").get(memory, timekeeper.getAsLong());
        hz = frequency(kernel.field("timekeeper", "ntp_tick").get(memory, timekeeper.getAsLong()));
      } catch (MemoryFault | UnknownNameException problem) {
        kernel.note("clock: " + problem.getMessage());
      }
    }
    return new Clock(hz, uptime(kernel, hz), wall != 0 ? wall : crashTime(kernel));
  }

  /** What the crashing kernel wrote into vmcoreinfo, in seconds; 0 without it. */
  private static long crashTime(Kernel kernel) {
    String seconds = kernel.vmcoreinfo().value("CRASHTIME").orElse("");
    try {
      return Long.parseLong(seconds);
    } catch (NumberFormatException _) {
      return 0;
    }
  }

  /**
   * ntp_tick is a tick's length in nanoseconds, shifted by 32; NTP bends it by at most a tenth, so
   * that the nearest frequency that a kernel can be configured for is the right one.
   */
  static int frequency(long ntpTick) {
    double hz = 1e9 / Math.max(1, ntpTick >>> 32);
    int best = FREQUENCIES[0];
    for (int candidate : FREQUENCIES) {
      best = Math.abs(candidate - hz) < Math.abs(best - hz) ? candidate : best;
    }
    return best;
  }

  /** jiffies_64 starts five minutes before its low 32 bits wrap (INITIAL_JIFFIES). */
  private static long uptime(Kernel kernel, int hz) {
    try {
      long initial = -300L * hz & 0xffff_ffffL;
      long ticks = kernel.word("jiffies_64") - initial;
      return Math.max(0, ticks) * (1_000_000_000L / hz);
    } catch (MemoryFault | UnknownNameException problem) {
      kernel.note("uptime: " + problem.getMessage());
      return 0;
    }
  }

  /**
   * The core timekeeper: in tk_core, a struct without a name before 6.13, or the first of
   * timekeeper_data since 6.17 (kernel/time/timekeeping.c).
   */
  private static OptionalLong timekeeper(Kernel kernel) {
    OptionalLong table = kernel.findAddress("tk_core");
    table = table.isPresent() ? table : kernel.findAddress("timekeeper_data");
    if (table.isEmpty()) {
      kernel.note("clock: no symbol tk_core");
      return table;
    }
    // Not findField: for a struct that vmlinux lacks that reads the types of every module.
    Optional<Field> member =
        kernel.imageTypes().struct("tk_data").flatMap(data -> data.field("timekeeper"));
    return OptionalLong.of(
        table.getAsLong()
            + member.map(Field::offset).orElseGet(() -> roundUp(sequenceSize(kernel))));
  }

  /** The seqcount that lies before it; larger with lock debugging. */
  private static long sequenceSize(Kernel kernel) {
    return kernel
        .imageTypes()
        .struct("seqcount_raw_spinlock")
        .or(() -> kernel.imageTypes().struct("seqcount"))
        .map(StructType::size)
        .orElse(4L);
  }

  private static long roundUp(long size) {
    return size + 7 & ~7;
  }
}
