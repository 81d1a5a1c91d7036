package io.kwalk.linux.signal;

import java.util.List;

/**
 * Signals that wait for a task or for its process (struct sigpending).
 *
 * @param set the set of their numbers, bit 0 for signal 1
 * @param queue those with data, in order
 */
public record PendingSignals(long set, List<Queued> queue) {
  /**
   * One queued signal.
   *
   * @param number from 1 on
   * @param info address of its kernel_siginfo
   */
  public record Queued(int number, long info) {}
}
