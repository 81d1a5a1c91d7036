package io.kwalk.core.image.lime;

import io.kwalk.core.image.DumpImage;
import io.kwalk.core.image.DumpOpenException;
import io.kwalk.core.image.ImageOptions;
import io.kwalk.core.image.file.DumpFile;
import io.kwalk.core.image.page.ChunkedMemory;
import io.kwalk.core.image.page.ExtentImage;
import io.kwalk.core.image.page.ExtentMemory;
import io.kwalk.core.image.page.PlainMemory;
import java.nio.ByteOrder;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * LiME images and AVML's compressed ones: blocks, each of a header with its first and last physical
 * address, and bytes.
 *
 * <p>Layouts: LiME's doc/README.md, "LiME Memory Range Header Version 1 Specification"; AVML's
 * src/image.rs, release 0.18.
 */
public final class LimeImages {
  private static final int PAGE_SIZE = 4096;

  private LimeImages() {}

  /** Whether the file starts with a header of either. */
  public static boolean recognises(DumpFile file) {
    return file.has(0, 4) && BlockHeader.kind(file, 0) != BlockHeader.Kind.NONE;
  }

  /** Goes through the headers of all blocks (AVML: of all chunks of 64 KiB). */
  public static DumpImage open(DumpFile file, ImageOptions options) throws DumpOpenException {
    BlockHeader.Kind kind = BlockHeader.kind(file, 0);
    if (!file.has(0, BlockHeader.BYTES)) {
      throw new DumpOpenException(
          file.name(),
          "the file ends inside the first header of " + kind.label(),
          "nothing can be read of it; copy or save the dump again");
    }
    Blocks blocks = Blocks.read(file);
    if (blocks.count() == 0) {
      throw new DumpOpenException(
          file.name(), "damaged first header of " + kind.label(), "copy or save the dump again");
    }
    ExtentMemory memory =
        blocks.compressed() ? chunked(file, blocks, options) : plain(file, blocks);
    Map<String, String> properties = new LinkedHashMap<>();
    properties.put("header version", Integer.toString(kind.version()));
    properties.put("blocks", Integer.toString(blocks.count()));
    String compression = blocks.compressed() ? "snappy" : "none";
    return new ExtentImage(file, kind.label(), compression, memory, blocks.cut(), properties);
  }

  private static ExtentMemory plain(DumpFile file, Blocks blocks) {
    return new PlainMemory(file, ByteOrder.LITTLE_ENDIAN, PAGE_SIZE, blocks.extents());
  }

  private static ExtentMemory chunked(DumpFile file, Blocks blocks, ImageOptions options) {
    return new ChunkedMemory(
        ByteOrder.LITTLE_ENDIAN,
        PAGE_SIZE,
        blocks.extents(),
        new SnappyChunks(file),
        SnappyChunks.LARGEST,
        options.cacheBytes());
  }
}
