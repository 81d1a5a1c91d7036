package io.kwalk.core.debuginfo;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Several sources of types as one: of several answers the first source's counts, so vmlinux comes
 * before its modules.
 */
public final class JoinedTypes implements Types {
  private final List<Types> sources;

  /**
   * @param sources at least one
   */
  public JoinedTypes(List<? extends Types> sources) {
    if (sources.isEmpty()) {
      throw new IllegalArgumentException("no sources of types");
    }
    this.sources = List.copyOf(sources);
  }

  /** What is joined, in order. */
  public List<Types> sources() {
    return sources;
  }

  private <T> Optional<T> first(Function<Types, Optional<T>> question) {
    for (Types source : sources) {
      Optional<T> answer = question.apply(source);
      if (answer.isPresent()) {
        return answer;
      }
    }
    return Optional.empty();
  }

  @Override
  public Optional<StructType> struct(String name) {
    return first(source -> source.struct(name));
  }

  @Override
  public Optional<StructType> union(String name) {
    return first(source -> source.union(name));
  }

  @Override
  public Optional<EnumType> enumeration(String name) {
    return first(source -> source.enumeration(name));
  }

  @Override
  public Optional<TypedefType> typedef(String name) {
    return first(source -> source.typedef(name));
  }

  @Override
  public Optional<Type> base(String name) {
    return first(source -> source.base(name));
  }

  @Override
  public OptionalLong enumerator(String name) {
    for (Types source : sources) {
      OptionalLong answer = source.enumerator(name);
      if (answer.isPresent()) {
        return answer;
      }
    }
    return OptionalLong.empty();
  }

  @Override
  public Optional<EnumType> enumOf(String enumerator) {
    return first(source -> source.enumOf(enumerator));
  }

  @Override
  public Optional<Type> variable(String name) {
    return first(source -> source.variable(name));
  }

  @Override
  public Optional<FunctionType> function(String name) {
    return first(source -> source.function(name));
  }

  @Override
  public Optional<Type> variable(String name, long address) {
    return first(source -> source.variable(name, address));
  }

  @Override
  public Optional<FunctionType> function(String name, long address) {
    return first(source -> source.function(name, address));
  }

  @Override
  public Stream<Type> named() {
    return sources.stream().flatMap(Types::named);
  }

  @Override
  public int wordSize() {
    return sources.getFirst().wordSize();
  }
}
