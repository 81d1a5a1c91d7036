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

  /** Damaged debug information may lead in a circle. */
  private static final int MOST = 64;

  /** {@code type} without its qualifiers; typedefs stay. */
  public static Type bare(Type type) {
    Type bare = type;
    for (int i = 0; i < MOST && bare instanceof QualifiedType qualified; i++) {
      bare = qualified.target();
    }
    return bare;
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
