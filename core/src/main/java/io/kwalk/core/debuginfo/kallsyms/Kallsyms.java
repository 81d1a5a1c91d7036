package io.kwalk.core.debuginfo.kallsyms;

import io.kwalk.core.debuginfo.Symbol;
import io.kwalk.core.debuginfo.Symbols;
import io.kwalk.core.memory.Memory;
import io.kwalk.core.memory.MemoryFault;
import io.kwalk.core.memory.MemoryWindow;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The symbols of vmlinux as the kernel keeps them for itself. The tables are read page by page as
 * lookups touch them. Lookups by address are binary searches, lookups by name too where the kernel
 * keeps kallsyms_seqs_of_names, else (before 6.1 stable) through an index that the first of them
 * builds. Names and addresses whose pages are missing are left out. Safe for several threads.
 */
public final class Kallsyms implements Symbols {
  /** Bytes of a name: far more than any kernel's average. */
  private static final int MAX_AVERAGE_NAME = 64;

  private final KallsymsNames names;
  private final KallsymsAddresses addresses;
  private final NameLookup byName;
  private final List<String> damage;

  /** Traces ask for the same symbols again and again, and a name takes unpacking. */
  private static final int RECENT = 1 << 11;

  private record Recent(int number, Optional<Symbol> symbol) {}

  /** Each at its number modulo the length; a thread sees one whole or not at all. */
  private final @Nullable Recent[] recent = new @Nullable Recent[RECENT];

  private volatile @Nullable Long end;

  private Kallsyms(
      KallsymsNames names, KallsymsAddresses addresses, NameLookup byName, List<String> damage) {
    this.names = names;
    this.addresses = addresses;
    this.byName = byName;
    this.damage = damage;
  }

  /**
   * Reads the head of the tables; names behind a hole in memory are left out where the kernel's
   * markers are lost too. A count, a base or an index of tokens that is damaged is found by the
   * tables beside it.
   *
   * @throws MalformedKallsymsException if the tables are not kallsyms'
   * @throws MemoryFault if the count, the tokens or the relative base cannot be read or found
   */
  public static Kallsyms read(Memory memory, KallsymsTables tables)
      throws MalformedKallsymsException {
    return read(memory, tables, OptionalLong.empty());
  }

  /**
   * Reads the head of the tables.
   *
   * @param text the address of {@code _stext}, if it is known from elsewhere: it tells the base
   *     where that is damaged
   * @throws MalformedKallsymsException if the tables are not kallsyms'
   * @throws MemoryFault if the count, the tokens or the relative base cannot be read or found
   */
  public static Kallsyms read(Memory memory, KallsymsTables tables, OptionalLong text)
      throws MalformedKallsymsException {
    List<String> damage = new ArrayList<>();
    int total = SymbolCount.find(memory, tables);
    if (SymbolCount.stated(memory, tables) != total) {
      damage.add("kallsyms_num_syms is damaged: the tables hold " + total + " symbols");
    }
    TokenTable tokens = TokenTable.read(memory, tables.tokenTable(), tables.tokenIndex());
    MemoryWindow window = namesWindow(memory, tables, total);
    int[] markers = Markers.find(memory, tables, window, total);
    int count = (int) Math.min(total, (long) markers.length * KallsymsNames.BLOCK);
    if (count == 0) {
      throw new MalformedKallsymsException(tables.names(), "no names");
    }
    KallsymsNames names = new KallsymsNames(tokens, window, markers, count);
    KallsymsAddresses addresses = new KallsymsAddresses(memory, tables, count, text);
    Optional<NameOrder> order =
        count == total ? NameOrder.find(memory, tables, names, addresses.end()) : Optional.empty();
    NameLookup byName = new NameLookup(names, order);
    if (text.isPresent() && !addresses.hasBase()) {
      for (int number : byName.find("_stext")) {
        addresses = addresses.withSymbolAt(number, text.getAsLong());
      }
      if (addresses.hasBase()) {
        damage.add("kallsyms_relative_base is damaged: found by _stext");
      }
    }
    return new Kallsyms(names, addresses, byName, damage);
  }

  /** What of the tables is damaged and was found otherwise, in words. */
  public List<String> damage() {
    return List.copyOf(damage);
  }

  /**
   * The token table follows the names in every release; without it as a bound, as far as names may
   * reach.
   */
  private static MemoryWindow namesWindow(Memory memory, KallsymsTables tables, long count) {
    long most = MAX_AVERAGE_NAME * count;
    long room = tables.tokenTable() - tables.names();
    return new MemoryWindow(memory, tables.names(), room > 0 && room < most ? room : most);
  }

  /** How many symbols there are. */
  public int size() {
    return addresses.count();
  }

  /** Whether so many addresses, spread over the table, are in order. */
  boolean ascends(int samples) {
    long previous = 0;
    for (int i = 0; i < samples; i++) {
      long address = addresses.get((int) ((long) i * (size() - 1) / samples));
      if (Long.compareUnsigned(address, previous) < 0) {
        return false;
      }
      previous = address;
    }
    return true;
  }

  @Override
  public Optional<Symbol> find(String name) {
    for (int number : byName.find(name)) {
      Optional<Symbol> found = symbol(number);
      if (found.isPresent()) {
        return found;
      }
    }
    return Optional.empty();
  }

  @Override
  public List<Symbol> findAll(String name) {
    List<Symbol> found = new ArrayList<>();
    for (int number : byName.find(name)) {
      symbol(number).ifPresent(found::add);
    }
    return found;
  }

  /** Of several symbols at one address crash prints the last in the order of names. */
  @Override
  public Optional<Symbol> at(long address) {
    try {
      if (!inImage(address)) {
        return Optional.empty();
      }
      int above = addresses.lowerBound(address + 1);
      // What is not negative is a per-CPU offset, below all of the kernel.
      return above == 0 || addresses.get(above - 1) >= 0 ? Optional.empty() : lastNamed(above - 1);
    } catch (MemoryFault _) {
      return Optional.empty();
    }
  }

  private Optional<Symbol> lastNamed(int symbol) {
    int place = symbol & RECENT - 1;
    Recent known = recent[place];
    if (known == null || known.number != symbol) {
      known = new Recent(symbol, lastOfAliases(symbol));
      recent[place] = known;
    }
    return known.symbol;
  }

  private Optional<Symbol> lastOfAliases(int symbol) {
    Optional<Symbol> chosen = symbol(symbol);
    long address = addresses.get(symbol);
    for (int other = symbol - 1; other >= 0 && addresses.get(other) == address; other--) {
      Optional<Symbol> alias = symbol(other);
      if (chosen.isEmpty()
          || alias.isPresent() && alias.get().name().compareTo(chosen.get().name()) > 0) {
        chosen = alias;
      }
    }
    return chosen;
  }

  @Override
  public Optional<Symbol> next(long address) {
    try {
      int above = addresses.lowerBound(address + 1);
      return inImage(address) && above < addresses.count() ? symbol(above) : Optional.empty();
    } catch (MemoryFault _) {
      return Optional.empty();
    }
  }

  /**
   * Per-CPU offsets and absolute values are below all kernel addresses, and not places in memory.
   */
  private boolean inImage(long address) {
    return address < 0 && Long.compareUnsigned(address, endOfImage()) < 0;
  }

  /** {@code _end}; without CONFIG_KALLSYMS_ALL, which lists it, the last of the text. */
  private long endOfImage() {
    Long known = end;
    if (known == null) {
      Optional<Symbol> last = find("_end");
      known = last.isPresent() ? last.get().address() : addresses.get(size() - 1) + 1;
      end = known;
    }
    return known;
  }

  @Override
  public Stream<Symbol> all() {
    return IntStream.range(0, size()).mapToObj(this::symbol).flatMap(Optional::stream);
  }

  /** Empty if its name or address cannot be read. */
  private Optional<Symbol> symbol(int number) {
    try {
      int entry = names.entry(number);
      return Optional.of(
          new Symbol(names.name(entry), addresses.get(number), names.type(entry), null));
    } catch (MemoryFault | IndexOutOfBoundsException _) {
      return Optional.empty();
    }
  }
}
