package io.kwalk.core.image.codec;

import io.airlift.compress.v3.zstd.ZstdJavaInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;
import org.tukaani.xz.XZInputStream;

/** How a file is compressed as a whole; a library is loaded with the first such file. */
public enum FileCompression {
  GZIP(0x1f, 0x8b),
  XZ(0xfd, '7', 'z', 'X', 'Z', 0),
  ZSTD(0x28, 0xb5, 0x2f, 0xfd);

  /** Bytes that tell the formats apart. */
  public static final int MAGIC_SIZE = 6;

  /** What xz -9 asks for is 65 MiB; a kernel's modules are packed with less. */
  private static final int XZ_MEMORY_KIB = 256 << 10;

  private final int[] magic;

  FileCompression(int... magic) {
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
    for (int i = 0; i < magic.length; i++) {
      if (i >= start.length || (start[i] & 0xff) != magic[i]) {
        return false;
      }
    }
    return true;
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
