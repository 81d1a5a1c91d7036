package io.kwalk.core.object;

/**
 * A type, member or symbol that this kernel does not have. Carries no stack trace: callers ask and
 * go another way.
 */
public final class UnknownNameException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** What kind of name it is. */
  public enum Kind {
    TYPE("type"),
    MEMBER("member"),
    SYMBOL("symbol");

    private final String text;

    Kind(String text) {
      this.text = text;
    }
  }

  private final Kind kind;
  private final String name;

  public UnknownNameException(Kind kind, String name) {
    super(null, null, false, false);
    this.kind = kind;
    this.name = name;
  }

  public Kind kind() {
    return kind;
  }

  public String name() {
    return name;
  }

  @Override
  public String getMessage() {
    return "no " + kind.text + " " + name + " in this kernel";
  }
}
