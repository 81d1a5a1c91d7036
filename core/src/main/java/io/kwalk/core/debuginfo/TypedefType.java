package io.kwalk.core.debuginfo;

/** A typedef. */
public record TypedefType(String name, TypeReference reference) implements Type {
  /** What it stands for. */
  public Type target() {
    return reference.resolve();
  }

  @Override
  public long size() {
    return strip().size();
  }
}
