package io.kwalk.core.image;

import java.io.IOException;

/** Bytes of a dump file that contradict its format. */
public final class MalformedDumpException extends IOException {
  private static final long serialVersionUID = 1L;
  private final long offset;
  private final String reason;

  /**
   * @param offset where in the file, in bytes
   * @param reason what is wrong there, in words
   */
  public MalformedDumpException(long offset, String reason) {
    super("at file offset " + offset + ": " + reason);
    this.offset = offset;
    this.reason = reason;
  }

  public long offset() {
    return offset;
  }

  public String reason() {
    return reason;
  }
}
