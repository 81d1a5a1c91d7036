package io.kwalk.core.image;

import java.io.IOException;

/** A file that cannot be opened as a dump: which, why, and what to do about it. */
public final class DumpOpenException extends IOException {
  private static final long serialVersionUID = 1L;
  private final String file;
  private final String why;
  private final String remedy;

  public DumpOpenException(String file, String why, String remedy) {
    super(file + ": " + why + ": " + remedy);
    this.file = file;
    this.why = why;
    this.remedy = remedy;
  }

  public String file() {
    return file;
  }

  public String why() {
    return why;
  }

  /** What the user can do. */
  public String remedy() {
    return remedy;
  }
}
