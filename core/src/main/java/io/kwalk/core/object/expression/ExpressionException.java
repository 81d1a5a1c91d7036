package io.kwalk.core.object.expression;

/** An expression that is no C, or means nothing here; the message says why. */
public final class ExpressionException extends Exception {
  private static final long serialVersionUID = 1L;

  public ExpressionException(String message) {
    super(message, null, false, false);
  }
}
