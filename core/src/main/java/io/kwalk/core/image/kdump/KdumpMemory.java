package io.kwalk.core.image.kdump;

import io.kwalk.core.image.ImageOptions;
import io.kwalk.core.image.PageState;
import io.kwalk.core.image.page.PagedMemory;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The physical memory in the pieces of one kdump-compressed dump. */
final class KdumpMemory extends PagedMemory {
  /** Far more than machines have; a bitmap of single bits would make one of each. */
  private static final int MOST_RANGES = 1 << 16;

  private final List<KdumpPiece> pieces;
  private final KdumpPiece first;
  private final boolean zeroExcluded;
  private volatile @Nullable List<Range> ranges;

  KdumpMemory(List<KdumpPiece> pieces, ImageOptions options) {
    KdumpHeader header = pieces.getFirst().header();
    super(header.byteOrder(), header.blockSize(), options.cacheBytes(), header.maxMapnr());
    this.pieces = pieces;
    this.first = pieces.getFirst();
    this.zeroExcluded = options.zeroExcluded();
  }

  @Override
  protected PageState located(long pfn) {
    KdumpPiece piece = piece(pfn);
    if (piece != null) {
      return piece.state(pfn);
    }
    if (first.dumpedBitmap().isSet(pfn)) {
      return PageState.CUT_OFF; // in a piece that was not given
    }
    return first.state(pfn);
  }

  @Override
  protected byte @Nullable [] load(long pfn) {
    KdumpPiece piece = piece(pfn);
    return piece == null ? null : piece.load(pfn);
  }

  @Override
  protected boolean load(long pfn, byte[] target) {
    KdumpPiece piece = piece(pfn);
    return piece != null && piece.load(pfn, target);
  }

  @Override
  protected boolean isZero(long pfn) {
    KdumpPiece piece = piece(pfn);
    return piece != null && piece.isZeroPage(pfn);
  }

  @Override
  protected boolean readsAsZeros(PageState state) {
    return super.readsAsZeros(state) || zeroExcluded && state == PageState.EXCLUDED;
  }

  @Override
  public List<Range> ranges() {
    List<Range> known = ranges;
    if (known == null) {
      known = findRanges();
      ranges = known;
    }
    return known;
  }

  /**
   * Counts by the bitmaps alone. Pages of zeros and damaged ones count as present, for telling them
   * takes reading.
   */
  Map<PageState, Long> counts() {
    long covered = first.memoryBitmap().count();
    long dumped = first.dumpedBitmap().count();
    long there = 0;
    for (KdumpPiece piece : pieces) {
      there += piece.describedPages();
    }
    Map<PageState, Long> counts = new EnumMap<>(PageState.class);
    counts.put(PageState.PRESENT, there);
    counts.put(PageState.EXCLUDED, Math.max(0, covered - dumped));
    counts.put(PageState.CUT_OFF, dumped - there);
    return counts;
  }

  private @Nullable KdumpPiece piece(long pfn) {
    if (first.holds(pfn)) {
      return first;
    }
    for (KdumpPiece piece : pieces) {
      if (piece.holds(pfn)) {
        return piece;
      }
    }
    return null;
  }

  private List<Range> findRanges() {
    PageBitmap bitmap = first.memoryBitmap();
    List<Range> found = new ArrayList<>();
    long start = bitmap.next(0, true);
    while (start < bitmap.bits()) {
      boolean last = found.size() == MOST_RANGES - 1;
      long end = last ? bitmap.bits() : bitmap.next(start, false);
      found.add(new Range(start * pageSize(), end * pageSize()));
      start = bitmap.next(end, true);
    }
    return List.copyOf(found);
  }
}
