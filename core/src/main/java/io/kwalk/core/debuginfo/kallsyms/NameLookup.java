package io.kwalk.core.debuginfo.kallsyms;

import io.kwalk.core.memory.MemoryFault;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Symbols by name: through the kernel's own order of names, else through an index that is built at
 * the first lookup.
 */
final class NameLookup {
  private final KallsymsNames names;
  private volatile @Nullable NameOrder order;
  private volatile @Nullable NameIndex index;

  NameLookup(KallsymsNames names, Optional<NameOrder> order) {
    this.names = names;
    this.order = order.orElse(null);
  }

  /** The numbers of all symbols of that name, ascending. */
  int[] find(String name) {
    byte[] wanted = name.getBytes(StandardCharsets.UTF_8);
    NameOrder ordered = order;
    if (ordered != null) {
      try {
        return inOrder(ordered, wanted);
      } catch (MemoryFault | IndexOutOfBoundsException _) {
        // A page of names or of the order is missing: the index does without it.
        order = null;
      }
    }
    return inIndex(wanted);
  }

  private int[] inOrder(NameOrder ordered, byte[] wanted) {
    int first = ordered.lowerBound(wanted);
    int end = first;
    while (ordered.isNamed(end, wanted)) {
      end++;
    }
    int[] found = new int[end - first];
    for (int i = 0; i < found.length; i++) {
      found[i] = ordered.symbol(first + i);
    }
    Arrays.sort(found);
    return found;
  }

  private int[] inIndex(byte[] wanted) {
    NameIndex known = index;
    if (known == null) {
      known = new NameIndex(names.hashes());
      index = known;
    }
    int[] candidates = known.candidates(TokenHashes.hash(wanted, 0, wanted.length));
    int count = 0;
    for (int candidate : candidates) {
      if (isNamed(candidate, wanted)) {
        candidates[count++] = candidate;
      }
    }
    return Arrays.copyOf(candidates, count);
  }

  private boolean isNamed(int symbol, byte[] wanted) {
    try {
      return names.compare(names.entry(symbol), wanted) == 0;
    } catch (MemoryFault | IndexOutOfBoundsException _) {
      return false;
    }
  }
}
