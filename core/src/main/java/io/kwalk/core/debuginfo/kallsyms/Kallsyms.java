package io.kwalk.core.debuginfo.kallsyms;

import io.kwalk.core.debuginfo.Symbol;
import io.kwalk.core.debuginfo.Symbols;
import io.kwalk.core.memory.Memory;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The symbols of vmlinux as the kernel keeps them for itself. Reading costs a few large reads
 * (about 2 MB); the first lookup by name adds an index of hashes (about 1 MB); lookups by address
 * are binary searches. Safe for several threads.
 */
public final class Kallsyms implements Symbols {
  /** A kernel with all its configuration options built in has about 500,000. */
  private static final int MAX_SYMBOLS = 4_000_000;

  /**
   * Addresses below are offsets in the per-CPU area or absolute values, not places in the kernel.
   */
  private static final long LOWEST_KERNEL_ADDRESS = 1L << 63;

  private final KallsymsNames names;
  private final long[] addresses;
  private final int firstInKernel;
  private final long end;
  private volatile @Nullable NameIndex index;

  Kallsyms(KallsymsNames names, long[] addresses) {
    this.names = names;
    this.addresses = addresses;
    this.firstInKernel = lowerBound(LOWEST_KERNEL_ADDRESS);
    this.end = endOfImage();
  }

  /**
   * Reads the tables. Names behind a hole in memory are left out with their symbols.
   *
   * @throws MalformedKallsymsException if the tables are not kallsyms'
   * @throws io.kwalk.core.memory.MemoryFault if the addresses or the tokens cannot be read
   */
  public static Kallsyms read(Memory memory, KallsymsTables tables)
      throws MalformedKallsymsException {
    long count = memory.u32(tables.symbolCount());
    if (count == 0 || count > MAX_SYMBOLS) {
      throw new MalformedKallsymsException(tables.symbolCount(), count + " symbols");
    }
    TokenTable tokens = TokenTable.read(memory, tables.tokenTable(), tables.tokenIndex());
    KallsymsNames names = KallsymsNames.read(memory, tables, tokens, (int) count);
    return new Kallsyms(names, KallsymsAddresses.read(memory, tables, names.count()));
  }

  private long endOfImage() {
    // _end closes the image; without CONFIG_KALLSYMS_ALL only text is listed, and _etext or
    // _einittext closes that.
    for (int i = addresses.length - 1; i >= Math.max(0, addresses.length - 64); i--) {
      if (names.name(i).equals("_end")) {
        return addresses[i];
      }
    }
    return addresses.length == 0 ? 0 : addresses[addresses.length - 1] + 1;
  }

  /** How many symbols there are. */
  public int size() {
    return addresses.length;
  }

  @Override
  public Optional<Symbol> find(String name) {
    byte[] wanted = name.getBytes(StandardCharsets.UTF_8);
    NameIndex lookup = index();
    int hash = KallsymsNames.hash(wanted, 0, wanted.length);
    for (int at = lookup.first(hash); at >= 0; at = lookup.next(at)) {
      if (names.matches(at, wanted)) {
        return Optional.of(symbol(at, name));
      }
    }
    return Optional.empty();
  }

  @Override
  public List<Symbol> findAll(String name) {
    byte[] wanted = name.getBytes(StandardCharsets.UTF_8);
    List<Symbol> found = new ArrayList<>();
    NameIndex lookup = index();
    int hash = KallsymsNames.hash(wanted, 0, wanted.length);
    for (int at = lookup.first(hash); at >= 0; at = lookup.next(at)) {
      if (names.matches(at, wanted)) {
        found.add(symbol(at, name));
      }
    }
    return found;
  }

  private NameIndex index() {
    NameIndex known = index;
    if (known == null) {
      known = new NameIndex(names.hashes());
      index = known;
    }
    return known;
  }

  @Override
  public Optional<Symbol> at(long address) {
    if (!inImage(address)) {
      return Optional.empty();
    }
    int last = lowerBound(address);
    if (last == addresses.length || addresses[last] != address) {
      last--;
    }
    return last < firstInKernel
        ? Optional.empty()
        : Optional.of(symbol(lowerBound(addresses[last])));
  }

  @Override
  public Optional<Symbol> next(long address) {
    int above = lowerBound(address + 1);
    return inImage(address) && above < addresses.length
        ? Optional.of(symbol(above))
        : Optional.empty();
  }

  private boolean inImage(long address) {
    return address < 0 && Long.compareUnsigned(address, end) < 0;
  }

  @Override
  public Stream<Symbol> all() {
    return IntStream.range(0, addresses.length).mapToObj(this::symbol);
  }

  private Symbol symbol(int at) {
    return symbol(at, names.name(at));
  }

  private Symbol symbol(int at, String name) {
    return new Symbol(name, addresses[at], names.type(at), null);
  }

  /** The first symbol whose address is not below {@code address}, unsigned. */
  private int lowerBound(long address) {
    int low = 0;
    int high = addresses.length;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (Long.compareUnsigned(addresses[middle], address) < 0) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }
}
