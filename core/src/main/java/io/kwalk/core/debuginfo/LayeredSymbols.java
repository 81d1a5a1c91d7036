package io.kwalk.core.debuginfo;

import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Symbols of two sources: one that costs little and answers nearly everything, and one that knows
 * more names and is asked only for a name that the first has not.
 */
public final class LayeredSymbols implements Symbols {
  private static final char ABSOLUTE = 'A';

  private final Symbols first;
  private final Supplier<Optional<? extends Symbols>> more;

  public LayeredSymbols(Symbols first, Supplier<Optional<? extends Symbols>> more) {
    this.first = first;
    this.more = more;
  }

  @Override
  public Optional<Symbol> find(String name) {
    Optional<Symbol> found = first.find(name);
    if (found.isPresent()) {
      return found;
    }
    Optional<? extends Symbols> others = more.get();
    return others.isEmpty() ? Optional.empty() : others.get().find(name);
  }

  /** Kallsyms calls per-CPU symbols absolute; the other source knows what they are. */
  @Override
  public List<Symbol> findAll(String name) {
    List<Symbol> found = first.findAll(name);
    if (!found.isEmpty() && found.stream().noneMatch(symbol -> symbol.type() == ABSOLUTE)) {
      return found;
    }
    Optional<? extends Symbols> others = more.get();
    List<Symbol> better = others.isEmpty() ? List.of() : others.get().findAll(name);
    return better.isEmpty() ? found : better;
  }

  @Override
  public Optional<Symbol> at(long address) {
    return first.at(address);
  }

  @Override
  public Optional<Symbol> next(long address) {
    return first.next(address);
  }

  @Override
  public Stream<Symbol> all() {
    return first.all();
  }
}
