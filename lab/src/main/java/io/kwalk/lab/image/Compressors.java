package io.kwalk.lab.image;

import io.airlift.compress.v3.Compressor;
import io.airlift.compress.v3.lzo.LzoCompressor;
import io.airlift.compress.v3.snappy.SnappyJavaCompressor;
import io.airlift.compress.v3.zstd.ZstdJavaCompressor;
import io.kwalk.core.image.codec.Compression;
import java.util.Arrays;
import java.util.zip.Deflater;

/** What the readers decompress, made by others' code. */
public final class Compressors {
  private Compressors() {}

  /** The compressed bytes; the same array where there is no compression. */
  public static byte[] compress(Compression compression, byte[] bytes) {
    return switch (compression) {
      case NONE -> bytes;
      case ZLIB -> zlib(bytes);
      case LZO -> with(new LzoCompressor(), bytes);
      case SNAPPY -> with(new SnappyJavaCompressor(), bytes);
      case ZSTD -> with(new ZstdJavaCompressor(), bytes);
    };
  }

  private static byte[] with(Compressor compressor, byte[] bytes) {
    byte[] output = new byte[compressor.maxCompressedLength(bytes.length)];
    int length = compressor.compress(bytes, 0, bytes.length, output, 0, output.length);
    return Arrays.copyOf(output, length);
  }

  private static byte[] zlib(byte[] bytes) {
    try (Deflater deflater = new Deflater()) {
      deflater.setInput(bytes);
      deflater.finish();
      byte[] output = new byte[bytes.length * 2 + 64];
      int length = deflater.deflate(output);
      return Arrays.copyOf(output, length);
    }
  }
}
