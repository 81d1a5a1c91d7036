package io.kwalk.linux.task;

import java.util.List;

/**
 * A task's {@code __state | exit_state} (include/linux/sched.h; the bits have stood still since
 * 4.14, when parked and dead swapped places).
 */
public record TaskState(long bits) {
  static final long INTERRUPTIBLE = 0x1;
  static final long UNINTERRUPTIBLE = 0x2;
  static final long STOPPED = 0x4;
  static final long TRACED = 0x8;
  static final long EXIT_DEAD = 0x10;
  static final long EXIT_ZOMBIE = 0x20;
  static final long PARKED = 0x40;
  static final long DEAD = 0x80;
  static final long WAKEKILL = 0x100;
  static final long WAKING = 0x200;
  static final long NOLOAD = 0x400;
  static final long NEW = 0x800;
  static final long RTLOCK_WAIT = 0x1000;
  static final long FREEZABLE = 0x2000;
  static final long FROZEN = 0x8000;

  public boolean isRunning() {
    return bits == 0;
  }

  public boolean isZombie() {
    return (bits & EXIT_ZOMBIE) != 0;
  }

  /** TASK_UNINTERRUPTIBLE that counts for the load average. */
  public boolean isUninterruptible() {
    return (bits & (UNINTERRUPTIBLE | NOLOAD)) == UNINTERRUPTIBLE;
  }

  /**
   * crash's two letters: RU, IN, UN, ID, ST, TR, ZO, DE, PA, WA, NE, and FR for a frozen task; ??
   * for anything else. A zombie is one, whatever else it was when it exited.
   */
  public String letters() {
    if (bits == 0) {
      return "RU";
    }
    for (Letters letters : LETTERS) {
      if ((bits & letters.mask) == letters.mask) {
        return letters.text;
      }
    }
    return "??";
  }

  private record Letters(long mask, String text) {}

  private static final List<Letters> LETTERS =
      List.of(
          new Letters(EXIT_ZOMBIE, "ZO"),
          new Letters(EXIT_DEAD, "DE"),
          new Letters(DEAD, "DE"),
          new Letters(UNINTERRUPTIBLE | NOLOAD, "ID"),
          new Letters(INTERRUPTIBLE, "IN"),
          new Letters(UNINTERRUPTIBLE, "UN"),
          new Letters(STOPPED, "ST"),
          new Letters(TRACED, "TR"),
          new Letters(PARKED, "PA"),
          new Letters(WAKING, "WA"),
          new Letters(NEW, "NE"),
          // A waiter for an rt_mutex-based lock: ps(1) shows it as D.
          new Letters(RTLOCK_WAIT, "UN"),
          new Letters(FROZEN, "FR"));
}
