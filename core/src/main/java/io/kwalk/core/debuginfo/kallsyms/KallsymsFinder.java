package io.kwalk.core.debuginfo.kallsyms;

import io.kwalk.core.debuginfo.Symbol;
import io.kwalk.core.debuginfo.kallsyms.KallsymsTables.Encoding;
import io.kwalk.core.memory.Memory;
import io.kwalk.core.memory.MemoryFault;
import io.kwalk.core.memory.MemoryWindow;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Finds the kallsyms tables by their content, for kernels before 6.0, whose vmcoreinfo does not
 * name them, and for images without vmcoreinfo. The order of the tables (scripts/kallsyms.c):
 *
 * <pre>
 *  to 6.3   offsets relative_base num_syms names markers [seqs_of_names] token_table token_index
 *  to 6.3   addresses num_syms names markers [seqs_of_names] token_table token_index
 *  from 6.4 num_syms names markers token_table token_index offsets [relative_base] seqs_of_names
 * </pre>
 */
public final class KallsymsFinder {
  /** Three bytes for each of up to a million symbols may lie between markers and tokens. */
  private static final long MAX_DISTANCE = 3 << 20;

  private static final int MIN_MARKERS = 8;
  private static final int MAX_MARKERS = 1 << 14;

  /** 256 names are of two bytes at least; of 128 on average they would be all of the longest. */
  private static final int MIN_BLOCK = 2 * KallsymsNames.BLOCK;

  private static final int MAX_BLOCK = 128 * KallsymsNames.BLOCK;
  private static final int INDEX_BYTES = 2 * TokenTable.TOKENS;
  private static final int SAMPLES = 256;

  private final Memory memory;
  private final long start;

  private KallsymsFinder(Memory memory, long start) {
    this.memory = memory;
    this.start = start;
  }

  /**
   * Searches {@code start} to {@code end}, from the end on. Costs a pass over the memory behind the
   * tables, and some megabytes before them.
   *
   * @param memory kernel virtual memory; or physical memory that holds the kernel's image in one
   *     piece: then addresses of symbols are virtual, except with PLACE_RELATIVE
   */
  public static Optional<KallsymsTables> find(Memory memory, long start, long end) {
    TokenTableSearch search = new TokenTableSearch(memory);
    long limit = end;
    while (Long.compareUnsigned(start, limit) < 0) {
      Optional<TokenTableSearch.Found> tokens = search.findLast(start, limit);
      if (tokens.isEmpty()) {
        return Optional.empty();
      }
      try {
        Optional<KallsymsTables> found = new KallsymsFinder(memory, start).around(tokens.get());
        if (found.isPresent()) {
          return found;
        }
      } catch (MemoryFault _) {
        // A copy in part: the search goes on before it.
      }
      limit = tokens.get().index();
    }
    return Optional.empty();
  }

  private Optional<KallsymsTables> around(TokenTableSearch.Found tokens) {
    long lowest = tokens.table() - Math.clamp(tokens.table() - start, 0, MAX_DISTANCE);
    Words words = new Words(memory, lowest, tokens.table());
    for (long at = tokens.table() - 4 & -4; at > lowest; at -= 4) {
      int count = words.get(at) == 0 ? markersAt(words, at, tokens.table()) : 0;
      if (count >= MIN_MARKERS) {
        Optional<KallsymsTables> found = withMarkers(words, tokens, at, count);
        if (found.isPresent()) {
          return found;
        }
      }
    }
    return Optional.empty();
  }

  /** How many plausible markers start at {@code at}. */
  private static int markersAt(Words words, long at, long end) {
    int count = 1;
    long previous = 0;
    while (count < MAX_MARKERS && at + 4L * count < end) {
      long marker = words.get(at + 4L * count);
      if (marker < previous + MIN_BLOCK || marker > previous + MAX_BLOCK) {
        break;
      }
      previous = marker;
      count++;
    }
    return count;
  }

  /** The names end before the markers; the count before them tells where they start. */
  private Optional<KallsymsTables> withMarkers(
      Words words, TokenTableSearch.Found tokens, long markers, int blocks) {
    long lastMarker = words.get(markers + 4L * (blocks - 1));
    long firstMarker = words.get(markers + 4);
    for (long names = markers - lastMarker - 2 & -4;
        names > markers - lastMarker - MAX_BLOCK;
        names -= 4) {
      // num_syms is padded to 8 bytes to 7.0.
      for (long at : new long[] {names - 8, names - 4}) {
        long count = memory.u32(at);
        // Behind the markers may lie what looks like one more.
        boolean fits = count > MIN_MARKERS * 256L && count <= blocks * 256L;
        if (fits && blockEnd(names) == firstMarker) {
          Optional<KallsymsTables> found = withNames(tokens, at, names, count);
          if (found.isPresent()) {
            return found;
          }
        }
      }
    }
    return Optional.empty();
  }

  private long blockEnd(long names) {
    MemoryWindow window = new MemoryWindow(memory, names, MAX_BLOCK);
    int entry = 0;
    try {
      for (int i = 0; i < KallsymsNames.BLOCK; i++) {
        entry = KallsymsNames.endOf(window, entry);
      }
    } catch (IndexOutOfBoundsException _) {
      return -1;
    }
    return entry;
  }

  private Optional<KallsymsTables> withNames(
      TokenTableSearch.Found tokens, long countAt, long names, long count) {
    List<KallsymsTables> candidates = new ArrayList<>();
    for (long after : new long[] {tokens.index() + INDEX_BYTES, tokens.index() + INDEX_BYTES + 4}) {
      long base = after + 4 * count + 7 & -8;
      candidates.add(tables(tokens, countAt, names, after, base, Encoding.BASE_RELATIVE));
      candidates.add(tables(tokens, countAt, names, after, 0, Encoding.PLACE_RELATIVE));
    }
    long baseBefore = countAt - 8;
    long before = baseBefore - 4 * count & -8;
    candidates.add(tables(tokens, countAt, names, before, baseBefore, Encoding.BASE_RELATIVE));
    candidates.add(tables(tokens, countAt, names, countAt - 8 * count, 0, Encoding.ABSOLUTE));
    return candidates.stream().filter(this::holds).findFirst();
  }

  private static KallsymsTables tables(
      TokenTableSearch.Found tokens,
      long count,
      long names,
      long addresses,
      long base,
      Encoding encoding) {
    return new KallsymsTables(
        count, names, tokens.table(), tokens.index(), addresses, base, encoding);
  }

  /** Whether the base is an address, addresses ascend, and the kernel's text has its symbol. */
  private boolean holds(KallsymsTables tables) {
    try {
      if (tables.encoding() == Encoding.BASE_RELATIVE && !isBase(tables.relativeBase())) {
        return false;
      }
      Kallsyms kallsyms = Kallsyms.read(memory, tables);
      Optional<Symbol> text = kallsyms.find("_stext").or(() -> kallsyms.find("_text"));
      return kallsyms.ascends(SAMPLES) && text.isPresent() && isBefore(text.get(), tables);
    } catch (MalformedKallsymsException | MemoryFault _) {
      return false;
    }
  }

  /**
   * Distances that are zero would put symbols into the table itself; the text is below all data.
   */
  private static boolean isBefore(Symbol text, KallsymsTables tables) {
    return tables.encoding() != Encoding.PLACE_RELATIVE
        || Long.compareUnsigned(text.address(), tables.names()) < 0;
  }

  /** The base is the lowest symbol of the kernel: the start of its text, at a page's start. */
  private boolean isBase(long address) {
    long base = memory.u64(address);
    return base < 0 && (base & 0xfff) == 0;
  }

  /** 32-bit words by their address. */
  private static final class Words {
    private final MemoryWindow window;
    private final long start;

    Words(Memory memory, long start, long end) {
      this.start = start & -4;
      this.window = new MemoryWindow(memory, this.start, end - this.start);
    }

    /** Unsigned; -1 outside, or where it cannot be read. */
    long get(long address) {
      try {
        return window.s32(address - start) & 0xffff_ffffL;
      } catch (MemoryFault | IndexOutOfBoundsException _) {
        return -1;
      }
    }
  }
}
