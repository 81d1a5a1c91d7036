package io.kwalk.core.image.codec;

/** A way to decompress one page. Safe for use by several threads at once. */
@FunctionalInterface
public interface PageCodec {
  /**
   * Fills all of {@code page} from the first {@code length} bytes of {@code input}.
   *
   * @return false where the input is damaged, or gives more or fewer bytes; {@code page} then holds
   *     anything
   */
  boolean decompress(byte[] input, int length, byte[] page);
}
