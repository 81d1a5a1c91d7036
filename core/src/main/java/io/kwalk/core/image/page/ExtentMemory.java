package io.kwalk.core.image.page;

import io.kwalk.core.image.PageState;
import io.kwalk.core.image.PhysicalMemory;
import io.kwalk.core.image.file.Extents;
import io.kwalk.core.memory.MemoryFault;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * Physical memory in extents, whose ends need not be those of pages. An extent's tag is the ordinal
 * of its {@link PageState}.
 */
public abstract sealed class ExtentMemory implements PhysicalMemory
    permits PlainMemory, ChunkedMemory {
  private static final PageState[] STATES = PageState.values();

  private final ByteOrder byteOrder;
  private final int pageSize;
  final Extents extents;
  private final List<Range> ranges;

  ExtentMemory(ByteOrder byteOrder, int pageSize, Extents extents) {
    this.byteOrder = byteOrder;
    this.pageSize = pageSize;
    this.extents = extents;
    this.ranges = joined(extents);
  }

  /**
   * Copies bytes of an extent that is {@link PageState#PRESENT}.
   *
   * @param within the first of them, counted from the extent's start
   * @return false where they are damaged
   */
  abstract boolean copy(int extent, long within, byte[] target, int at, int length);

  @Override
  public final ByteOrder byteOrder() {
    return byteOrder;
  }

  @Override
  public final int pageSize() {
    return pageSize;
  }

  @Override
  public final List<Range> ranges() {
    return ranges;
  }

  @Override
  public final PageState state(long address) {
    int extent = extents.find(address);
    if (extent < 0) {
      return PageState.NOT_COVERED;
    }
    PageState state = stateOf(extent);
    boolean damaged =
        state == PageState.PRESENT
            && !copy(extent, address - extents.start(extent), new byte[1], 0, 1);
    return damaged ? PageState.DAMAGED : state;
  }

  @Override
  public final void read(long address, byte[] target, int offset, int length) {
    int done = 0;
    while (done < length) {
      long at = address + done;
      int extent = extents.find(at);
      PageState state = extent < 0 ? PageState.NOT_COVERED : stateOf(extent);
      if (state != PageState.PRESENT && state != PageState.ZERO) {
        throw fault(at, state);
      }
      int count = (int) Math.min(length - done, extents.end(extent) - at);
      if (state == PageState.ZERO) {
        Arrays.fill(target, offset + done, offset + done + count, (byte) 0);
      } else if (!copy(extent, at - extents.start(extent), target, offset + done, count)) {
        throw fault(at, PageState.DAMAGED);
      }
      done += count;
    }
  }

  /**
   * Pages by the state of their bytes; a page that two extents share counts where most of its bytes
   * are.
   */
  public final Map<PageState, Long> counts() {
    long[] bytes = new long[STATES.length];
    for (int extent = 0; extent < extents.count(); extent++) {
      bytes[extents.tag(extent)] += extents.end(extent) - extents.start(extent);
    }
    Map<PageState, Long> counts = new EnumMap<>(PageState.class);
    for (PageState state : STATES) {
      if (bytes[state.ordinal()] > 0) {
        counts.put(state, (bytes[state.ordinal()] + pageSize / 2) / pageSize);
      }
    }
    return counts;
  }

  final PageState stateOf(int extent) {
    return STATES[extents.tag(extent)];
  }

  private static MemoryFault fault(long address, PageState state) {
    return new MemoryFault(MemoryFault.Space.PHYSICAL, address, Faults.reason(state));
  }

  private static List<Range> joined(Extents extents) {
    List<Range> ranges = new ArrayList<>();
    int extent = 0;
    while (extent < extents.count()) {
      long start = extents.start(extent);
      long end = extents.end(extent++);
      while (extent < extents.count() && extents.start(extent) == end) {
        end = extents.end(extent++);
      }
      ranges.add(new Range(start, end));
    }
    return List.copyOf(ranges);
  }
}
