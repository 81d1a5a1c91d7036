package io.kwalk.core.debuginfo;

/** A pointer. */
public record PointerType(long size, TypeReference reference) implements Type {
  @Override
  public String name() {
    return "";
  }

  /** What it points to. */
  public Type target() {
    return reference.resolve();
  }
}
