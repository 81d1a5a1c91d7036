package io.kwalk.linux.boot;

import io.kwalk.core.debuginfo.Symbol;
import io.kwalk.core.debuginfo.Symbols;
import io.kwalk.core.memory.Lazy;
import java.util.Comparator;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The symbols of vmlinux with its sections' own ({@code .data}, {@code .bss}), which kallsyms
 * leaves out: the linker script (arch/x86/kernel/vmlinux.lds.S) gives where each starts a name that
 * kallsyms has. crash shows a section's symbol before any other at its address.
 */
final class SectionSymbols implements Symbols {
  private record Start(String boundary, String section, char type) {}

  private static final List<Start> STARTS =
      List.of(
          new Start("__start_rodata", ".rodata", 'd'),
          new Start("_sdata", ".data", 'd'),
          new Start("_sinittext", ".init.text", 't'),
          new Start("__nosave_begin", ".data_nosave", 'd'),
          new Start("__bss_start", ".bss", 'b'),
          new Start("__brk_base", ".brk", 'b'));

  private final Symbols symbols;
  private final Lazy<NavigableMap<Long, Symbol>> sections;

  SectionSymbols(Symbols symbols) {
    this.symbols = symbols;
    this.sections = Lazy.of(() -> sections(symbols));
  }

  private static NavigableMap<Long, Symbol> sections(Symbols symbols) {
    NavigableMap<Long, Symbol> found = new TreeMap<>();
    for (Start start : STARTS) {
      symbols
          .find(start.boundary)
          .map(Symbol::address)
          .map(address -> new Symbol(start.section, address, start.type, null))
          .ifPresent(symbol -> found.put(symbol.address(), symbol));
    }
    return found;
  }

  @Override
  public Optional<Symbol> find(String name) {
    // Every C name is asked for without knowing the sections: that costs several lookups.
    return name.startsWith(".") ? findAll(name).stream().findFirst() : symbols.find(name);
  }

  @Override
  public List<Symbol> findAll(String name) {
    if (!name.startsWith(".")) {
      return symbols.findAll(name);
    }
    return Stream.concat(
            sections.get().values().stream().filter(section -> section.name().equals(name)),
            symbols.findAll(name).stream())
        .sorted(Comparator.comparing(Symbol::address, Long::compareUnsigned))
        .toList();
  }

  @Override
  public Optional<Symbol> at(long address) {
    return symbols.at(address).map(this::orSection);
  }

  @Override
  public Optional<Symbol> next(long address) {
    return symbols.next(address).map(this::orSection);
  }

  private Symbol orSection(Symbol symbol) {
    return symbol.isText() ? symbol : sections.get().getOrDefault(symbol.address(), symbol);
  }

  @Override
  public Stream<Symbol> all() {
    NavigableMap<Long, Symbol> rest = new TreeMap<>(sections.get());
    return symbols
        .all()
        .flatMap(symbol -> {
          Symbol section = rest.remove(symbol.address());
          return section == null ? Stream.of(symbol) : Stream.of(section, symbol);
        });
  }
}
