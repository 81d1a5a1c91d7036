package io.kwalk.shell.command;

import io.kwalk.shell.Output;
import java.util.LinkedHashMap;
import java.util.Map;

/** Warnings of a command that runs for many tasks: each is told once, and no flood of them. */
final class RepeatedWarnings {
  /** Who reads more? */
  private static final int MOST = 20;

  private final Output output;
  private final Map<String, Integer> repeated = new LinkedHashMap<>();
  private int leftOut;

  RepeatedWarnings(Output output) {
    this.output = output;
  }

  /**
   * Tells {@code message}, if none of this {@code reason} was told yet.
   *
   * @param message the reason, and perhaps whom it first met
   */
  void warn(String reason, String message) {
    if (repeated.containsKey(reason)) {
      repeated.merge(reason, 1, Integer::sum);
    } else if (repeated.size() == MOST) {
      leftOut++;
    } else {
      repeated.put(reason, 0);
      output.warn(message);
    }
  }

  /** How often each was not told again. */
  void report() {
    repeated.forEach((reason, times) -> {
      if (times > 0) {
        output.warn(times + (times == 1 ? " more time: " : " more times: ") + reason);
      }
    });
    if (leftOut > 0) {
      output.warn(leftOut + " more messages, which are left out");
    }
    repeated.clear();
    leftOut = 0;
  }
}
