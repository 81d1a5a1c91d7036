package io.kwalk.core.debuginfo.btf;

import java.io.IOException;

/** Bytes that contradict the layout of BTF so early that no type can be read. */
public final class MalformedBtfException extends IOException {
  private static final long serialVersionUID = 1L;
  private final long offset;
  private final String reason;

  /**
   * @param offset where in the BTF, in bytes
   * @param reason what is wrong there, in words
   */
  public MalformedBtfException(long offset, String reason) {
    super("at BTF offset " + offset + ": " + reason);
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
