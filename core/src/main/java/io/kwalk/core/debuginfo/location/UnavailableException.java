package io.kwalk.core.debuginfo.location;

/** A value that cannot be known, and why. */
public final class UnavailableException extends Exception {
  private static final long serialVersionUID = 1L;

  private final Location.Reason reason;

  /**
   * @param detail in words, for the reader
   */
  public UnavailableException(Location.Reason reason, String detail) {
    super(detail, null, false, false);
    this.reason = reason;
  }

  public Location.Reason reason() {
    return reason;
  }

  /** The same as an answer. */
  public Location.Missing missing() {
    return new Location.Missing(reason, String.valueOf(getMessage()));
  }
}
