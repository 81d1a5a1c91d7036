package io.kwalk.core.debuginfo;

/** {@code const}, {@code volatile}, {@code restrict}, or a type tag such as {@code __user}. */
public record QualifiedType(Qualifier qualifier, String tag, TypeReference reference)
    implements Type {
  /** Which one. */
  public enum Qualifier {
    CONST,
    VOLATILE,
    RESTRICT,
    /** BTF's type tag; {@link QualifiedType#tag()} names it. It prints as nothing. */
    TYPE_TAG
  }

  @Override
  public String name() {
    return "";
  }

  /** The type without this qualifier. */
  public Type target() {
    return reference.resolve();
  }

  @Override
  public long size() {
    return strip().size();
  }
}
