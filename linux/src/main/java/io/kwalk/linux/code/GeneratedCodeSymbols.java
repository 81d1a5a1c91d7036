package io.kwalk.linux.code;

import io.kwalk.core.debuginfo.Symbol;
import io.kwalk.core.debuginfo.Symbols;
import io.kwalk.linux.Kernel;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Symbols, and for addresses that are in none of them the names of generated code. A BPF program is
 * found by its name too; lists are those of the symbols alone.
 */
public final class GeneratedCodeSymbols implements Symbols {
  private static final String BPF = "bpf_";

  private final Kernel kernel;
  private final Symbols symbols;

  public GeneratedCodeSymbols(Kernel kernel, Symbols symbols) {
    this.kernel = kernel;
    this.symbols = symbols;
  }

  @Override
  public Optional<Symbol> find(String name) {
    Optional<Symbol> found = symbols.find(name);
    return found.isPresent() || !name.startsWith(BPF)
        ? found
        : GeneratedCode.of(kernel).all().stream()
            .filter(piece -> piece.name().equals(name))
            .findFirst()
            .map(GeneratedCode.Piece::symbol);
  }

  @Override
  public List<Symbol> findAll(String name) {
    return symbols.findAll(name);
  }

  @Override
  public Optional<Symbol> at(long address) {
    Optional<Symbol> found = symbols.at(address);
    return found.isPresent() || address >= 0
        ? found
        : GeneratedCode.of(kernel).at(address).map(GeneratedCode.Piece::symbol);
  }

  @Override
  public Optional<Symbol> next(long address) {
    return symbols.next(address);
  }

  @Override
  public Stream<Symbol> all() {
    return symbols.all();
  }
}
