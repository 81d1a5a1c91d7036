package io.kwalk.linux.time;

import java.util.List;

/**
 * High-resolution timers of one clock on one processor (struct hrtimer_clock_base).
 *
 * @param processorBase address of the hrtimer_cpu_base
 * @param index its place among the clock bases
 * @param clock the kernel function that reads the clock
 * @param now the clock when the kernel last ticked, in nanoseconds
 * @param timers by when they expire
 */
public record HighResolutionBase(
    int cpu,
    long processorBase,
    int index,
    long address,
    String clock,
    long now,
    List<Timer> timers,
    List<String> troubles) {
  /**
   * An hrtimer.
   *
   * @param softExpires the earliest time, in nanoseconds of the clock
   * @param expires the latest time
   * @param function address of what it calls
   */
  public record Timer(long address, long softExpires, long expires, long function) {}
}
