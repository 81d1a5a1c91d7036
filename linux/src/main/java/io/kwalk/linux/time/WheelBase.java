package io.kwalk.linux.time;

import java.util.List;

/**
 * One timer wheel of a processor (struct timer_base, kernel/time/timer.c).
 *
 * @param name the kernel's name of it without BASE_: STD and DEF to 6.8, LOCAL, GLOBAL and DEF
 *     since
 * @param timers by when they expire
 */
public record WheelBase(
    int cpu, String name, long address, List<Timer> timers, List<String> troubles) {
  /**
   * A timer_list.
   *
   * @param expires in jiffies
   * @param function address of what it calls
   */
  public record Timer(long address, long expires, long function) {}
}
