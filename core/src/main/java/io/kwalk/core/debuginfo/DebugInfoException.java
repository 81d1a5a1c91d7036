package io.kwalk.core.debuginfo;

/**
 * Debug information that contradicts its own layout, met while it is read on demand: it costs what
 * was asked for, not the whole file.
 */
public final class DebugInfoException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /**
   * @param file the debug file
   * @param section the section, or "" for the file's own headers
   * @param offset bytes from the section's start
   * @param reason what is wrong there, in words
   */
  public DebugInfoException(String file, String section, long offset, String reason) {
    super(
        file
            + ": "
            + (section.isEmpty() ? "" : section + " ")
            + "at 0x"
            + Long.toHexString(offset)
            + ": "
            + reason);
  }
}
