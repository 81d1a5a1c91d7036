package io.kwalk.core.debuginfo;

/** An array of {@code count} elements; {@code count} 0 is a flexible array or {@code [0]}. */
public record ArrayType(TypeReference reference, long count) implements Type {
  @Override
  public String name() {
    return "";
  }

  /** The type of one element. */
  public Type element() {
    return reference.resolve();
  }

  @Override
  public long size() {
    return element().size() * count;
  }
}
