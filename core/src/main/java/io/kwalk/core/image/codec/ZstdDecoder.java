package io.kwalk.core.image.codec;

import io.airlift.compress.v3.zstd.ZstdJavaDecompressor;

/** zstd by aircompressor; its classes are loaded when the first zstd page is read. */
public final class ZstdDecoder {
  private static final ThreadLocal<ZstdJavaDecompressor> WORKER =
      ThreadLocal.withInitial(ZstdJavaDecompressor::new);

  private ZstdDecoder() {}

  /** As {@link Compression#decompress}. */
  public static boolean decompress(byte[] input, int length, byte[] page) {
    try {
      return WORKER.get().decompress(input, 0, length, page, 0, page.length) == page.length;
    } catch (RuntimeException damaged) {
      // MalformedInputException for most, but IllegalStateException and others, too (aircompressor
      // 3.14).
      return false;
    }
  }
}
