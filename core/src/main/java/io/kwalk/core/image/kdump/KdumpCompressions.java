package io.kwalk.core.image.kdump;

import io.kwalk.core.image.PageState;
import io.kwalk.core.image.codec.Compression;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** The compressions of a dump: what its header says, or else what the first pages have. */
final class KdumpCompressions {
  private static final int PAGES_TRIED = 64;

  private KdumpCompressions() {}

  static String of(List<KdumpPiece> pieces) {
    Set<Compression> found = EnumSet.noneOf(Compression.class);
    for (KdumpPiece piece : pieces) {
      found.add(ofFlags(piece.header().status()));
      addFirstPages(piece, found);
    }
    if (found.size() > 1) {
      found.remove(Compression.NONE); // pages that do not shrink are stored plain in any dump
    }
    List<String> names = new ArrayList<>();
    for (Compression compression : found) {
      names.add(compression.label());
    }
    return String.join(", ", names);
  }

  private static void addFirstPages(KdumpPiece piece, Set<Compression> found) {
    PageBitmap dumped = piece.dumpedBitmap();
    long pfn = dumped.next(Math.max(0, piece.header().startPfn()), true);
    for (int i = 0; i < PAGES_TRIED && pfn < dumped.bits() && piece.holds(pfn); i++) {
      if (piece.state(pfn) == PageState.PRESENT) {
        found.add(ofFlags(piece.flagsOf(pfn)));
      }
      pfn = dumped.next(pfn + 1, true);
    }
  }

  /** How a page is stored by the flags of its descriptor. */
  static Compression ofFlags(int flags) {
    if ((flags & KdumpHeader.DUMP_DH_COMPRESSED_ZLIB) != 0) {
      return Compression.ZLIB;
    } else if ((flags & KdumpHeader.DUMP_DH_COMPRESSED_LZO) != 0) {
      return Compression.LZO;
    } else if ((flags & KdumpHeader.DUMP_DH_COMPRESSED_SNAPPY) != 0) {
      return Compression.SNAPPY;
    } else if ((flags & KdumpHeader.DUMP_DH_COMPRESSED_ZSTD) != 0) {
      return Compression.ZSTD;
    }
    return Compression.NONE;
  }
}
