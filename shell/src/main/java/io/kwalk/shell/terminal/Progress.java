package io.kwalk.shell.terminal;

import java.io.PrintStream;

/** A line on the terminal that says a command is still at work: from its first second on. */
final class Progress implements AutoCloseable {
  private static final long SECOND = 1000;

  private final PrintStream terminal;
  private final Thread thread;
  private boolean stopped;
  private boolean shown;

  /**
   * Begins to wait.
   *
   * @param terminal where the line is to appear
   */
  Progress(PrintStream terminal) {
    this.terminal = terminal;
    thread = Thread.ofPlatform().daemon().unstarted(this::tick);
    thread.start();
  }

  private void tick() {
    try {
      for (long seconds = 1; ; seconds++) {
        Thread.sleep(SECOND);
        synchronized (this) {
          if (stopped) {
            return;
          }
          shown = true;
          terminal.print("\rworking: " + seconds + " s (Ctrl-C ends it)");
          terminal.flush();
        }
      }
    } catch (InterruptedException _) {
      // The command has answered.
    }
  }

  /** Takes the line away; nothing is shown after that. */
  @Override
  public synchronized void close() {
    if (stopped) {
      return;
    }
    stopped = true;
    thread.interrupt();
    if (shown) {
      // Carriage return and "erase to the end of the line" (ECMA-48, EL).
      terminal.print("\r\u001b[K");
      terminal.flush();
    }
  }
}
