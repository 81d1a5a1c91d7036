package io.kwalk.core.image.lime;

import io.kwalk.core.image.PageState;
import io.kwalk.core.image.file.DumpFile;
import io.kwalk.core.image.file.Extents;

/**
 * Goes through the blocks of a file and notes which addresses lie where. A damaged header ends
 * them, as the file's end does.
 */
final class Blocks {
  private final DumpFile file;
  private final Extents.Builder extents = new Extents.Builder();
  private int count;
  private boolean cut;
  private boolean compressed;

  private Blocks(DumpFile file) {
    this.file = file;
  }

  static Blocks read(DumpFile file) {
    Blocks blocks = new Blocks(file);
    blocks.readAll();
    return blocks;
  }

  private void readAll() {
    long at = 0;
    while (at < file.size()) {
      BlockHeader header =
          file.has(at, BlockHeader.BYTES)
              ? BlockHeader.read(file, at)
              : new BlockHeader(BlockHeader.Kind.NONE, 0, 0);
      boolean known = header.kind() != BlockHeader.Kind.NONE;
      boolean mixed = count > 0 && compressed != (header.kind() == BlockHeader.Kind.AVML);
      if (!known || mixed) {
        cut = true;
        return;
      }
      count++;
      long bytes = at + BlockHeader.BYTES;
      compressed = header.kind() == BlockHeader.Kind.AVML;
      at = compressed ? addCompressed(header, bytes) : addPlain(header, bytes);
    }
  }

  /** Returns where the next block starts. */
  private long addPlain(BlockHeader header, long bytes) {
    long there = Math.min(header.size(), file.size() - bytes);
    addPresent(header.start(), there, bytes);
    addRest(header, header.start() + there, PageState.CUT_OFF);
    return bytes + there;
  }

  private long addCompressed(BlockHeader header, long bytes) {
    SnappyChunks.Walk walk = new SnappyChunks.Walk(file, bytes);
    long address = header.start();
    while (address < header.end() && walk.next()) {
      long length = Math.min(walk.length(), header.end() - address);
      if (length < walk.length()) {
        break; // more than the block can hold: the chunk is not what it says
      }
      addPresent(address, length, walk.chunk());
      address += length;
    }
    if (address < header.end()) {
      addRest(header, address, walk.atEnd() ? PageState.CUT_OFF : PageState.DAMAGED);
    }
    // The compressed length follows the chunks, for readers that come from behind.
    return walk.at() + Long.BYTES;
  }

  private void addPresent(long start, long length, long source) {
    extents.add(start, start + length, source, PageState.PRESENT.ordinal(), 1);
  }

  private void addRest(BlockHeader header, long start, PageState state) {
    extents.add(start, header.end(), 0, state.ordinal(), 0);
    cut |= start < header.end();
  }

  Extents extents() {
    return extents.build();
  }

  int count() {
    return count;
  }

  /** Whether bytes are missing or damaged at the end, or blocks inside. */
  boolean cut() {
    return cut;
  }

  boolean compressed() {
    return compressed;
  }
}
