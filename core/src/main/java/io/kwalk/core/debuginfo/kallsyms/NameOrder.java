package io.kwalk.core.debuginfo.kallsyms;

import io.kwalk.core.memory.Memory;
import io.kwalk.core.memory.MemoryFault;
import io.kwalk.core.memory.MemoryWindow;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * {@code kallsyms_seqs_of_names} (6.2, and 6.1 stable): the symbols' numbers in the order of their
 * names, three bytes each, the most significant first. A lookup by name is a binary search that
 * touches some thirty pages.
 */
final class NameOrder {
  private static final int BYTES = 3;
  private static final int SAMPLES = 8;

  private final MemoryWindow table;
  private final KallsymsNames names;

  private NameOrder(MemoryWindow table, KallsymsNames names) {
    this.table = table;
    this.names = names;
  }

  /**
   * Looks for the table, which vmcoreinfo does not name, where the releases put it: before the
   * token table (to 6.3), or after the offsets and the relative base (since 6.4). Taken only if
   * samples of it are in order.
   */
  static Optional<NameOrder> find(
      Memory memory, KallsymsTables tables, KallsymsNames names, long endOfAddresses) {
    long bytes = (long) BYTES * names.count();
    long before = tables.tokenTable() - bytes;
    long afterBase = tables.relativeBase() + 8;
    long[] places = {afterBase, endOfAddresses, endOfAddresses + 7 & -8, before & -8, before & -4};
    for (long place : places) {
      NameOrder order = new NameOrder(new MemoryWindow(memory, place, bytes), names);
      if (order.looksOrdered()) {
        return Optional.of(order);
      }
    }
    return Optional.empty();
  }

  private boolean looksOrdered() {
    int count = names.count();
    try {
      byte[] previous = {};
      for (int i = 0; i < SAMPLES; i++) {
        int symbol = symbol((int) ((long) i * (count - 1) / (SAMPLES - 1)));
        if (symbol >= count || names.compare(names.entry(symbol), previous) < 0) {
          return false;
        }
        previous = names.name(names.entry(symbol)).getBytes(StandardCharsets.UTF_8);
      }
      return previous.length > 0;
    } catch (MemoryFault | IndexOutOfBoundsException _) {
      return false;
    }
  }

  /** The symbol at {@code position} in the order of names. */
  int symbol(int position) {
    long at = (long) BYTES * position;
    return table.u8(at) << 16 | table.u8(at + 1) << 8 | table.u8(at + 2);
  }

  /** Whether the symbol at {@code position} has this name. */
  boolean isNamed(int position, byte[] wanted) {
    return position < names.count() && names.compare(names.entry(symbol(position)), wanted) == 0;
  }

  /**
   * The first position whose name is not before {@code wanted}.
   *
   * @throws MemoryFault if a page on the way is missing
   */
  int lowerBound(byte[] wanted) {
    int low = 0;
    int high = names.count();
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (names.compare(names.entry(symbol(middle)), wanted) < 0) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }
}
