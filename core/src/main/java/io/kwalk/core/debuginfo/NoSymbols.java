package io.kwalk.core.debuginfo;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Of a kernel whose symbol table is missing. */
public enum NoSymbols implements Symbols {
  INSTANCE;

  @Override
  public Optional<Symbol> find(String name) {
    return Optional.empty();
  }

  @Override
  public List<Symbol> findAll(String name) {
    return List.of();
  }

  @Override
  public Optional<Symbol> at(long address) {
    return Optional.empty();
  }

  @Override
  public Optional<Symbol> next(long address) {
    return Optional.empty();
  }

  @Override
  public Stream<Symbol> all() {
    return Stream.empty();
  }
}
