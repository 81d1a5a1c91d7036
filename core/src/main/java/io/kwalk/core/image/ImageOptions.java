package io.kwalk.core.image;

/**
 * How to open a dump.
 *
 * @param cacheBytes the most that decompressed pages may take in memory
 * @param zeroExcluded whether pages that the dump filter left out read as zeros instead of raising
 *     a fault
 */
public record ImageOptions(long cacheBytes, boolean zeroExcluded) {
  /** 256 MiB of cache; excluded pages raise a fault. */
  public static final ImageOptions DEFAULT = new ImageOptions(256L << 20, false);

  public ImageOptions withCacheBytes(long bytes) {
    return new ImageOptions(bytes, zeroExcluded);
  }

  public ImageOptions withZeroExcluded(boolean zero) {
    return new ImageOptions(cacheBytes, zero);
  }
}
