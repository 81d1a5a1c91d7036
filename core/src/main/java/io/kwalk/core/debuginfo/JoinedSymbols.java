package io.kwalk.core.debuginfo;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The symbols of vmlinux and of its modules. The modules' are asked for when an address or a name
 * is not vmlinux's: a name that nobody has costs reading them all, once.
 */
public final class JoinedSymbols implements Symbols {
  private final Symbols vmlinux;
  private final Supplier<List<RegionSymbols>> source;
  private volatile @Nullable List<RegionSymbols> modules;

  public JoinedSymbols(Symbols vmlinux, Supplier<List<RegionSymbols>> modules) {
    this.vmlinux = vmlinux;
    this.source = modules;
  }

  /** In the order that the source gave. */
  public List<RegionSymbols> modules() {
    List<RegionSymbols> known = modules;
    if (known == null) {
      known = List.copyOf(source.get());
      modules = known;
    }
    return known;
  }

  @Override
  public Optional<Symbol> find(String name) {
    Optional<Symbol> found = vmlinux.find(name);
    if (found.isPresent()) {
      return found;
    }
    for (RegionSymbols module : modules()) {
      found = module.find(name);
      if (found.isPresent()) {
        return found;
      }
    }
    return Optional.empty();
  }

  @Override
  public List<Symbol> findAll(String name) {
    List<Symbol> found = new ArrayList<>(vmlinux.findAll(name));
    modules().forEach(module -> found.addAll(module.findAll(name)));
    return found;
  }

  @Override
  public Optional<Symbol> at(long address) {
    Optional<Symbol> found = vmlinux.at(address);
    return found.isPresent() ? found : moduleAt(address).flatMap(module -> module.at(address));
  }

  @Override
  public Optional<Symbol> next(long address) {
    Optional<Symbol> found = vmlinux.next(address);
    return found.isPresent() ? found : moduleAt(address).flatMap(module -> module.next(address));
  }

  private Optional<RegionSymbols> moduleAt(long address) {
    // User addresses, and what lies in the direct map or on a stack, are asked for too: no module
    // is there.
    for (RegionSymbols module : modules()) {
      if (module.contains(address)) {
        return Optional.of(module);
      }
    }
    return Optional.empty();
  }

  @Override
  public Stream<Symbol> all() {
    return Stream.concat(vmlinux.all(), modules().stream().flatMap(RegionSymbols::all));
  }
}
