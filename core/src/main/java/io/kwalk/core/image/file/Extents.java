package io.kwalk.core.image.file;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/**
 * What lies where: disjoint extents of addresses, ascending, each with a place that its bytes come
 * from. Finding one costs a binary search, or nothing where it is the one of the last time.
 */
public final class Extents {
  private final long[] starts;
  private final long[] ends;
  private final Item[] items;

  /** The extent that was found last: a hint, read and written without order by all threads. */
  private int last;

  private Extents(long[] starts, long[] ends, Item[] items) {
    this.starts = starts;
    this.ends = ends;
    this.items = items;
  }

  public int count() {
    return starts.length;
  }

  /** The first address. */
  public long start(int extent) {
    return starts[extent];
  }

  /** Behind the last address. */
  public long end(int extent) {
    return ends[extent];
  }

  /** The place of the first byte, where places count. */
  public long source(int extent) {
    Item item = items[extent];
    return item.source + (starts[extent] - item.start);
  }

  /** What the builder was told of it. */
  public int tag(int extent) {
    return items[extent].tag;
  }

  /**
   * The extent that holds the address, or where there is none {@code -1 - i}, {@code i} being the
   * next one's index.
   */
  public int find(long address) {
    int hint = last;
    if (hint < starts.length && address >= starts[hint] && address < ends[hint]) {
      return hint;
    }
    int found = Arrays.binarySearch(starts, address);
    int extent = found >= 0 ? found : -2 - found;
    if (extent < 0 || address >= ends[extent]) {
      return -2 - extent;
    }
    last = extent;
    return extent;
  }

  /** Collects extents, which may overlap. */
  public static final class Builder {
    private final List<Item> items = new ArrayList<>();

    /**
     * Adds the addresses from {@code start} to before {@code end}; nothing where that is empty.
     *
     * @param source the place of the first byte
     * @param tag what {@link Extents#tag} is to give
     * @param rank where extents overlap, the one of the highest rank wins, and of equals the one
     *     that was added first
     */
    public Builder add(long start, long end, long source, int tag, long rank) {
      if (start < end) {
        items.add(new Item(start, end, source, tag, rank));
      }
      return this;
    }

    /** The extents without overlap; n log n. */
    public Extents build() {
      items.sort(Comparator.comparingLong(Item::start));
      Sweep sweep = new Sweep(items);
      sweep.run();
      return sweep.result();
    }
  }

  private record Item(long start, long end, long source, int tag, long rank) {}

  /**
   * Goes through the addresses from one start or end to the next and lets the best item that is
   * open there win.
   */
  private static final class Sweep {
    private final List<Item> items;
    // The sort kept the order of adding for equal starts, but open items meet here in any order:
    // hence the index.
    private final PriorityQueue<Open> open =
        new PriorityQueue<>(
            Comparator.comparingLong((Open o) -> -o.item.rank).thenComparingInt(o -> o.index));
    private long[] starts = new long[16];
    private long[] ends = new long[16];
    private Item[] winners = new Item[16];
    private int count;

    private record Open(Item item, int index) {}

    Sweep(List<Item> items) {
      this.items = items;
    }

    void run() {
      int next = 0;
      long at = 0;
      while (next < items.size() || !open.isEmpty()) {
        if (open.isEmpty()) {
          at = items.get(next).start;
        }
        while (next < items.size() && items.get(next).start <= at) {
          open.add(new Open(items.get(next), next));
          next++;
        }
        Item winner = open.element().item;
        if (winner.end <= at) {
          open.remove();
          continue;
        }
        long end = next < items.size() ? Math.min(winner.end, items.get(next).start) : winner.end;
        emit(at, end, winner);
        at = end;
      }
    }

    @SuppressWarnings("ReferenceEquality") // Two extents with equal ends are still two.
    private void emit(long start, long end, Item winner) {
      if (count > 0 && winners[count - 1] == winner && ends[count - 1] == start) {
        ends[count - 1] = end;
        return;
      }
      if (count == starts.length) {
        starts = Arrays.copyOf(starts, count * 2);
        ends = Arrays.copyOf(ends, count * 2);
        winners = Arrays.copyOf(winners, count * 2);
      }
      starts[count] = start;
      ends[count] = end;
      winners[count] = winner;
      count++;
    }

    Extents result() {
      return new Extents(
          Arrays.copyOf(starts, count), Arrays.copyOf(ends, count), Arrays.copyOf(winners, count));
    }
  }
}
