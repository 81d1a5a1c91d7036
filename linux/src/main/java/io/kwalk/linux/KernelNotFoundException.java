package io.kwalk.linux;

/** No kernel could be recognised in an image: why, and what to do. */
public final class KernelNotFoundException extends Exception {
  private static final long serialVersionUID = 1L;
  private final String why;
  private final String remedy;

  public KernelNotFoundException(String why, String remedy) {
    super(why + ": " + remedy);
    this.why = why;
    this.remedy = remedy;
  }

  public String why() {
    return why;
  }

  public String remedy() {
    return remedy;
  }
}
