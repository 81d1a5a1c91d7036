package io.kwalk.core.image.page;

import io.kwalk.core.image.file.Extents;
import io.kwalk.core.image.page.PageCache.Page;
import io.kwalk.core.memory.ByteArrays;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/**
 * Physical memory in compressed chunks larger than a page and of any length; decompressed ones are
 * cached.
 */
public final class ChunkedMemory extends ExtentMemory {
  /** Decompresses a chunk, given its {@link Extents#source}; null where it is damaged. */
  @FunctionalInterface
  public interface Chunks {
    byte @Nullable [] load(long source, int length);
  }

  private final Chunks chunks;
  private final PageCache cache;

  /**
   * @param extents one a chunk, not overlapping; tags are ordinals of {@link
   *     io.kwalk.core.image.PageState}
   * @param largest bytes of the largest chunk
   */
  public ChunkedMemory(
      ByteOrder byteOrder,
      int pageSize,
      Extents extents,
      Chunks chunks,
      int largest,
      long cacheBytes) {
    super(byteOrder, pageSize, extents);
    this.chunks = chunks;
    this.cache = new PageCache(cacheBytes, largest, extents.count());
  }

  @Override
  boolean copy(int extent, long within, byte[] target, int at, int length) {
    byte[] chunk = chunk(extent);
    if (chunk == null) {
      return false;
    }
    System.arraycopy(chunk, (int) within, target, at, length);
    return true;
  }

  @Override
  public long u64(long address) {
    int extent = extents.find(address);
    if (extent >= 0) {
      Page page = cache.find(extent);
      long within = address - extents.start(extent);
      if (page != null && within <= page.bytes.length - 8L) {
        return ByteArrays.u64(page.bytes, (int) within, byteOrder());
      }
    }
    return super.u64(address);
  }

  private byte @Nullable [] chunk(int extent) {
    Page page = cache.find(extent);
    if (page != null) {
      return page.bytes;
    }
    int length = (int) (extents.end(extent) - extents.start(extent));
    byte[] bytes = chunks.load(extents.source(extent), length);
    if (bytes != null) {
      cache.keep(new Page(extent, bytes));
    }
    return bytes;
  }
}
