package io.kwalk.shell;

/**
 * Ends a command whose answer nobody waits for any more: Ctrl-C, or the reader of the pipe left.
 * Commands let it pass.
 */
public final class InterruptedCommandException extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private final boolean readerGone;

  public InterruptedCommandException(boolean readerGone) {
    super(null, null, false, false);
    this.readerGone = readerGone;
  }

  /** Whether the reader of the output went away, rather than the user pressing Ctrl-C. */
  public boolean isReaderGone() {
    return readerGone;
  }
}
