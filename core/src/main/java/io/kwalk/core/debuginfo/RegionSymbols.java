package io.kwalk.core.debuginfo;

import io.kwalk.core.memory.AddressRange;
import io.kwalk.core.memory.Lazy;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The symbols of one module: a list, and the address ranges that the module occupies. Symbols of
 * one address stay in the order that the module has them in. Safe for several threads.
 */
public final class RegionSymbols implements Symbols {
  private final Lazy<List<Symbol>> symbols;
  private final List<AddressRange> ranges;
  private volatile @Nullable Map<String, List<Symbol>> byName;

  public RegionSymbols(List<Symbol> symbols, List<AddressRange> ranges) {
    this(() -> symbols, ranges);
  }

  /**
   * Of a module whose symbols are read when the first of them is asked for.
   *
   * @param symbols asked once
   */
  public RegionSymbols(Supplier<List<Symbol>> symbols, List<AddressRange> ranges) {
    this.symbols = Lazy.of(() -> sorted(symbols.get()));
    this.ranges = List.copyOf(ranges);
  }

  private static List<Symbol> sorted(List<Symbol> symbols) {
    return symbols.stream()
        .sorted((a, b) -> Long.compareUnsigned(a.address(), b.address()))
        .toList();
  }

  /** Whether {@code address} lies in one of the ranges. */
  public boolean contains(long address) {
    return rangeOf(address).isPresent();
  }

  private Optional<AddressRange> rangeOf(long address) {
    for (AddressRange range : ranges) {
      if (range.contains(address)) {
        return Optional.of(range);
      }
    }
    return Optional.empty();
  }

  @Override
  public Optional<Symbol> find(String name) {
    return findAll(name).stream().findFirst();
  }

  @Override
  public List<Symbol> findAll(String name) {
    Map<String, List<Symbol>> known = byName;
    if (known == null) {
      known = new HashMap<>();
      for (Symbol symbol : symbols.get()) {
        known.computeIfAbsent(symbol.name(), _ -> new ArrayList<>(1)).add(symbol);
      }
      byName = known;
    }
    return List.copyOf(known.getOrDefault(name, List.of()));
  }

  @Override
  public Optional<Symbol> at(long address) {
    int above = above(address);
    return above == 0 ? Optional.empty() : inRangeOf(address, nearest(above));
  }

  @Override
  public Optional<Symbol> next(long address) {
    int above = above(address);
    return above == symbols.get().size()
        ? Optional.empty()
        : inRangeOf(address, symbols.get().get(above));
  }

  private Optional<Symbol> inRangeOf(long address, Symbol symbol) {
    return rangeOf(address).filter(r -> r.contains(symbol.address())).map(_ -> symbol);
  }

  /**
   * The first of those at one address, which is the author's own: {@code cleanup_module} follows.
   * Names that the compiler made come last: keys of lock debugging, {@code __key.3}, have no size
   * and lie on variables.
   */
  private Symbol nearest(int above) {
    List<Symbol> known = symbols.get();
    Symbol nearest = known.get(above - 1);
    for (int i = above - 2; i >= 0 && known.get(i).address() == nearest.address(); i--) {
      Symbol other = known.get(i);
      nearest = isMade(other) && !isMade(nearest) ? nearest : other;
    }
    return nearest;
  }

  private static boolean isMade(Symbol symbol) {
    return symbol.name().indexOf('.') >= 0;
  }

  /** The number of symbols that are not above {@code address}. */
  private int above(long address) {
    List<Symbol> known = symbols.get();
    int low = 0;
    int high = known.size();
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (Long.compareUnsigned(known.get(middle).address(), address) <= 0) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  @Override
  public Stream<Symbol> all() {
    return symbols.get().stream();
  }
}
