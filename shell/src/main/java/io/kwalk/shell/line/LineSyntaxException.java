package io.kwalk.shell.line;

/** A line that makes no sense as a whole: a quote left open, a redirection to nowhere. */
public final class LineSyntaxException extends Exception {
  private static final long serialVersionUID = 1L;

  public LineSyntaxException(String message) {
    super(message, null, false, false);
  }
}
