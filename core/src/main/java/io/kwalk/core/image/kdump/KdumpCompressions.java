package io.kwalk.core.image.kdump;

import io.kwalk.core.image.PageState;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** The compressions of a dump: what its header says, or else what the first pages have. */
final class KdumpCompressions {
  private static final int PAGES_TRIED = 64;

  private KdumpCompressions() {}

  static String of(List<KdumpPiece> pieces) {
    Set<String> names = new TreeSet<>();
    pieces.forEach(piece -> addNames(piece.header().status(), names));
    pieces.forEach(piece -> addFirstPages(piece, names));
    return names.isEmpty() ? "none" : String.join(", ", names);
  }

  private static void addFirstPages(KdumpPiece piece, Set<String> names) {
    PageBitmap dumped = piece.dumpedBitmap();
    long pfn = dumped.next(Math.max(0, piece.header().startPfn()), true);
    for (int i = 0; i < PAGES_TRIED && pfn < dumped.bits() && piece.holds(pfn); i++) {
      if (piece.state(pfn) == PageState.PRESENT) {
        addNames(piece.flagsOf(pfn), names);
      }
      pfn = dumped.next(pfn + 1, true);
    }
  }

  private static void addNames(int flags, Set<String> names) {
    if ((flags & KdumpHeader.DUMP_DH_COMPRESSED_ZLIB) != 0) {
      names.add("zlib");
    }
    if ((flags & KdumpHeader.DUMP_DH_COMPRESSED_LZO) != 0) {
      names.add("lzo");
    }
    if ((flags & KdumpHeader.DUMP_DH_COMPRESSED_SNAPPY) != 0) {
      names.add("snappy");
    }
    if ((flags & KdumpHeader.DUMP_DH_COMPRESSED_ZSTD) != 0) {
      names.add("zstd");
    }
  }
}
