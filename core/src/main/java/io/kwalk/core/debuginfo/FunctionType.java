package io.kwalk.core.debuginfo;

import java.util.List;

/** A function's type. */
public record FunctionType(TypeReference reference, List<Parameter> parameters, boolean variadic)
    implements Type {
  /** One parameter; the name may be "". */
  public record Parameter(String name, TypeReference reference) {
    public Type type() {
      return reference.resolve();
    }
  }

  @Override
  public String name() {
    return "";
  }

  @Override
  public long size() {
    return 0;
  }

  public Type returnType() {
    return reference.resolve();
  }
}
