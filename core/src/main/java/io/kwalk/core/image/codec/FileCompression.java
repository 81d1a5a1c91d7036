package io.kwalk.core.image.codec;

import io.airlift.compress.v3.zstd.ZstdJavaInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;
import org.tukaani.xz.XZInputStream;

/** How a file is compressed as a whole; a library is loaded with the first such file. */
public enum FileCompression {
  GZIP("1f8b"),
  XZ("fd377a585a00"),
  ZSTD("28b52ffd");

  /** Bytes that tell the formats apart. */
  public static final int MAGIC_SIZE = 6;

  /** What xz -9 asks for is 65 MiB; a kernel's modules are packed with less. */
  private static final int XZ_MEMORY_KIB = 256 << 10;

  /** In hexadecimal. */
  private final String magic;

  FileCompression(String magic) {
    this.magic = magic;
  }

  /** By the file's first bytes; null if it is none of these. */
  public static @Nullable FileCompression of(byte[] start) {
    for (FileCompression compression : values()) {
      if (compression.matches(start)) {
        return compression;
      }
    }
    return null;
  }

  private boolean matches(byte[] start) {
    byte[] expected = HexFormat.of().parseHex(magic);
    return start.length >= expected.length
        && Arrays.equals(start, 0, expected.length, expected, 0, expected.length);
  }

  /**
   * What {@code packed} holds. Reading it throws IOException or, for some damaged input, a
   * RuntimeException of the library.
   */
  public InputStream decode(InputStream packed) throws IOException {
    return switch (this) {
      case GZIP -> new GZIPInputStream(packed, 1 << 16);
      case XZ -> new XZInputStream(packed, XZ_MEMORY_KIB);
      case ZSTD -> new ZstdJavaInputStream(packed);
    };
  }
}
