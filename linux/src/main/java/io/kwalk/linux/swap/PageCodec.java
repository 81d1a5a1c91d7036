package io.kwalk.linux.swap;

import io.kwalk.core.image.codec.Lz4Decoder;
import io.kwalk.core.image.codec.LzoDecoder;
import io.kwalk.core.image.codec.ZlibDecoder;
import io.kwalk.core.image.codec.ZstdDecoder;
import io.kwalk.core.memory.ByteArrays;
import java.nio.ByteOrder;

/** Decompression by the names that the kernel's algorithms have (crypto/, drivers/block/zram/). */
final class PageCodec {
  private PageCodec() {}

  /** The page that {@code input} holds, or one that says why it cannot be had. */
  static SwappedPage decompress(String where, String algorithm, byte[] input, int pageSize) {
    if (input.length == pageSize) {
      return SwappedPage.of(where, "none", pageSize, input);
    }
    byte[] page = new byte[pageSize];
    boolean whole;
    switch (algorithm) {
      case "lzo", "lzo-rle" -> whole = LzoDecoder.decompress(input, input.length, page);
      case "lz4", "lz4hc" -> whole = Lz4Decoder.decompress(input, input.length, page);
      case "zstd" -> whole = ZstdDecoder.decompress(input, input.length, page);
      case "deflate" -> whole = ZlibDecoder.decompressRaw(input, input.length, page);
      default -> {
        return SwappedPage.lost(
            where, algorithm, input.length, "compressed by an algorithm that is not supported");
      }
    }
    return whole
        ? SwappedPage.of(where, algorithm, input.length, page)
        : SwappedPage.lost(where, algorithm, input.length, "its compressed bytes are damaged");
  }

  /** A page of one word again and again. */
  static SwappedPage same(String where, long word, int pageSize, ByteOrder order) {
    byte[] page = new byte[pageSize];
    for (int i = 0; i < pageSize; i++) {
      int shift = order == ByteOrder.LITTLE_ENDIAN ? 8 * (i & 7) : 56 - 8 * (i & 7);
      page[i] = (byte) (word >>> shift);
    }
    assert ByteArrays.u64(page, 0, order) == word;
    return SwappedPage.of(where, "same", 0, page);
  }
}
