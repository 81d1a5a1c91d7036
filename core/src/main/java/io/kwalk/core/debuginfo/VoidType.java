package io.kwalk.core.debuginfo;

/** {@code void}; there is one. */
public final class VoidType implements Type {
  public static final VoidType VOID = new VoidType();

  private VoidType() {}

  @Override
  public String name() {
    return "void";
  }

  @Override
  public long size() {
    return 0;
  }
}
