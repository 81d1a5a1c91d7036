package io.kwalk.core.debuginfo;

/** A struct, union or enum that is declared but not defined. */
public record ForwardType(Kind kind, String name) implements Type {
  /** Which tag. */
  public enum Kind {
    STRUCT,
    UNION,
    ENUM
  }

  @Override
  public long size() {
    return 0;
  }
}
