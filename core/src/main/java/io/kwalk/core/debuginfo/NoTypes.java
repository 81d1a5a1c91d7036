package io.kwalk.core.debuginfo;

import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;

/**
 * Of a kernel without type information.
 *
 * @param wordSize bytes of a pointer
 */
public record NoTypes(int wordSize) implements Types {
  @Override
  public Optional<StructType> struct(String name) {
    return Optional.empty();
  }

  @Override
  public Optional<StructType> union(String name) {
    return Optional.empty();
  }

  @Override
  public Optional<EnumType> enumeration(String name) {
    return Optional.empty();
  }

  @Override
  public Optional<TypedefType> typedef(String name) {
    return Optional.empty();
  }

  @Override
  public Optional<Type> base(String name) {
    return Optional.empty();
  }

  @Override
  public OptionalLong enumerator(String name) {
    return OptionalLong.empty();
  }

  @Override
  public Optional<EnumType> enumOf(String enumerator) {
    return Optional.empty();
  }

  @Override
  public Optional<Type> variable(String name) {
    return Optional.empty();
  }

  @Override
  public Optional<FunctionType> function(String name) {
    return Optional.empty();
  }

  @Override
  public Stream<Type> named() {
    return Stream.empty();
  }
}
