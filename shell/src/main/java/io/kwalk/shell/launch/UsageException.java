package io.kwalk.shell.launch;

/** A command line that cannot be followed, in one line: what is wrong and what to do. */
public final class UsageException extends Exception {
  private static final long serialVersionUID = 1L;

  public UsageException(String message) {
    super(message, null, false, false);
  }
}
