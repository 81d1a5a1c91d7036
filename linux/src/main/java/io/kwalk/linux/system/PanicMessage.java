package io.kwalk.linux.system;

import io.kwalk.linux.Kernel;
import io.kwalk.linux.log.KernelLog;
import io.kwalk.linux.log.LogRecord;
import java.util.Optional;

/**
 * What the kernel said when it died, in one line.
 *
 * @param oops whether it is the head of an oops, whose rest is in the log
 */
public record PanicMessage(String text, boolean oops) {
  private static final String PANIC = "Kernel panic - ";

  /** What panic() says after an oops: the oops tells more. */
  private static final String AFTER_OOPS = "Fatal exception";

  /** Heads of oopses that say what went wrong. */
  private static final String[] CAUSES = {
    "kernel BUG at ",
    "BUG: unable to handle kernel ",
    "general protection fault",
    "double fault: ",
    "divide error: ",
    "stack segment: ",
    "Unable to handle kernel ",
    "Bad mode in ",
  };

  private static final String OOPS = "Oops: ";

  /** The last one in the log: a kernel may live through oopses, never through a panic. */
  public static Optional<PanicMessage> of(Kernel kernel) {
    Optional<PanicMessage> last = Optional.empty();
    for (LogRecord record : KernelLog.of(kernel).records()) {
      for (String line : record.lines()) {
        last = better(last, line);
      }
    }
    return last;
  }

  static Optional<PanicMessage> better(Optional<PanicMessage> known, String line) {
    if (line.startsWith(PANIC)) {
      boolean lessThanOops = line.contains(AFTER_OOPS) && known.isPresent();
      return lessThanOops ? known : Optional.of(new PanicMessage(line.strip(), false));
    }
    for (String cause : CAUSES) {
      if (line.startsWith(cause)) {
        return Optional.of(new PanicMessage(line.strip(), false));
      }
    }
    // An oops whose cause was told in a line before says nothing new.
    if (line.startsWith(OOPS) && !isCause(known)) {
      return Optional.of(new PanicMessage(line.strip(), true));
    }
    return known;
  }

  private static boolean isCause(Optional<PanicMessage> known) {
    return known.isPresent() && !known.get().oops && !known.get().text.startsWith(PANIC);
  }
}
