package io.kwalk.core.image.codec;

/** How the bytes of a page are stored. */
public enum Compression {
  NONE("none"),
  ZLIB("zlib"),
  LZO("lzo"),
  SNAPPY("snappy"),
  ZSTD("zstd");

  private final String label;

  Compression(String label) {
    this.label = label;
  }

  /** The name for people. */
  public String label() {
    return label;
  }

  /**
   * Fills all of {@code page} from the first {@code length} bytes of {@code input}. Safe for use by
   * several threads at once.
   *
   * @return false where the input is damaged, or gives more or fewer bytes; {@code page} then holds
   *     anything
   */
  public boolean decompress(byte[] input, int length, byte[] page) {
    return switch (this) {
      case NONE -> copy(input, length, page);
      case ZLIB -> ZlibDecoder.decompress(input, length, page);
      case LZO -> LzoDecoder.decompress(input, length, page);
      case SNAPPY -> SnappyDecoder.decompress(input, length, page);
      case ZSTD -> ZstdDecoder.decompress(input, length, page);
    };
  }

  private static boolean copy(byte[] input, int length, byte[] page) {
    if (length != page.length) {
      return false;
    }
    System.arraycopy(input, 0, page, 0, length);
    return true;
  }
}
