package io.kwalk.core.debuginfo.file;

import io.kwalk.core.debuginfo.MappingSymbols;
import io.kwalk.core.debuginfo.Symbol;
import io.kwalk.core.debuginfo.Symbols;
import io.kwalk.core.debuginfo.elf.ElfSection;
import io.kwalk.core.debuginfo.elf.ElfSymbolTable;
import io.kwalk.core.memory.Lazy;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The symbols of a debug file at their run-time addresses, with those that kallsyms leaves out:
 * local labels of data such as {@code .LC0}, and the sections' own ({@code .data}). Numbers, which
 * are absolute symbols outside of the image, are not among them. A question by name reads the
 * symbol table once (some milliseconds for vmlinux); one by address sorts it the first time. Safe
 * for several threads.
 */
public final class ElfSymbols implements Symbols {
  private static final int STT_SECTION = 3;
  private static final int STT_FILE = 4;

  private final ElfSymbolTable table;
  private final @Nullable String module;
  private final long bias;
  private final Lazy<List<Symbol>> sorted;

  /**
   * @param module the module's name, null for vmlinux
   * @param bias what is added to the file's addresses to give run-time ones; per-CPU symbols, which
   *     are offsets, stay
   */
  ElfSymbols(ElfSymbolTable table, @Nullable String module, long bias) {
    this.table = table;
    this.module = module;
    this.bias = bias;
    this.sorted = Lazy.of(this::sort);
  }

  private List<Symbol> sort() {
    List<Symbol> symbols = new ArrayList<>(table.count());
    for (int i = 1; i < table.count(); i++) {
      Symbol symbol = symbol(i);
      if (symbol != null) {
        symbols.add(symbol);
      }
    }
    symbols.sort(
        Comparator.comparing(Symbol::address, Long::compareUnsigned).thenComparing(Symbol::name));
    return Collections.unmodifiableList(symbols);
  }

  /** Null for what has no address, or no name. */
  private @Nullable Symbol symbol(int index) {
    ElfSection section = table.section(index);
    int type = table.type(index);
    boolean placed = section == null ? isAbsoluteAddress(index) : section.isAllocated();
    if (!placed || type == STT_FILE) {
      return null;
    }
    String name = type == STT_SECTION ? sectionName(section) : table.name(index);
    if (name.isEmpty() || MappingSymbols.isOne(name)) {
      return null;
    }
    long address = table.address(index);
    return new Symbol(
        name,
        isPerCpu(section, address) ? address : address + bias,
        SymbolLetters.of(table, index),
        module);
  }

  /**
   * Numbers are absolute symbols, too, and move with nothing: masks (-16), sums of addresses
   * (xen_elfnote_entry_value of 7.3).
   */
  private boolean isAbsoluteAddress(int index) {
    return table.sectionIndex(index) == ElfSymbolTable.SHN_ABS
        && table.value(index) < 0
        && table.isWithinImage(table.value(index));
  }

  /**
   * Before 6.15 the per-CPU area of x86-64 is linked at 0, and its end is where the next starts.
   */
  private static boolean isPerCpu(@Nullable ElfSection section, long address) {
    return section != null && section.address() == 0 && address >= 0;
  }

  private static String sectionName(@Nullable ElfSection section) {
    return section == null || section.address() == 0 ? "" : section.name();
  }

  /** The first in order of address. */
  @Override
  public Optional<Symbol> find(String name) {
    return findAll(name).stream().findFirst();
  }

  /** Those of that name as it is stored, and those that crash shows under it. */
  @Override
  public List<Symbol> findAll(String name) {
    List<Symbol> found = new ArrayList<>();
    for (int i = 1; i < table.count(); i++) {
      if (table.nameStarts(i, name) || table.type(i) == STT_SECTION) {
        Symbol symbol = symbol(i);
        if (symbol != null && (symbol.name().equals(name) || symbol.displayName().equals(name))) {
          found.add(symbol);
        }
      }
    }
    found.sort(Comparator.comparing(Symbol::address, Long::compareUnsigned));
    return found;
  }

  @Override
  public Optional<Symbol> at(long address) {
    int above = above(address);
    return above == 0 ? Optional.empty() : sameRegion(address, sorted.get().get(above - 1));
  }

  @Override
  public Optional<Symbol> next(long address) {
    int above = above(address);
    return above == sorted.get().size()
        ? Optional.empty()
        : sameRegion(address, sorted.get().get(above));
  }

  /** Per-CPU offsets are one region, addresses another: the kernel's have their top bit set. */
  private static Optional<Symbol> sameRegion(long address, Symbol symbol) {
    return (address ^ symbol.address()) >= 0 ? Optional.of(symbol) : Optional.empty();
  }

  /** The number of symbols that are not above {@code address}. */
  private int above(long address) {
    List<Symbol> symbols = sorted.get();
    int low = 0;
    int high = symbols.size();
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (Long.compareUnsigned(symbols.get(middle).address(), address) <= 0) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  @Override
  public Stream<Symbol> all() {
    return sorted.get().stream();
  }
}
