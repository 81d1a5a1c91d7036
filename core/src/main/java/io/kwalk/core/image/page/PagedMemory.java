package io.kwalk.core.image.page;

import io.kwalk.core.image.PageState;
import io.kwalk.core.image.PhysicalMemory;
import io.kwalk.core.image.page.PageCache.Page;
import io.kwalk.core.memory.ByteArrays;
import io.kwalk.core.memory.MemoryFault;
import java.nio.ByteOrder;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Physical memory whose pages are loaded one by one (decompressed) and cached. */
public abstract class PagedMemory implements PhysicalMemory {
  private static final int MOST_DAMAGED = 1 << 16;

  private final ByteOrder byteOrder;
  private final int pageSize;
  private final int pageShift;
  private final PageCache cache;
  private final byte[] zeros;

  /**
   * Pages that were tried and are damaged: trying them again would cost as much as the first time.
   */
  private final Set<Long> damaged = ConcurrentHashMap.newKeySet();

  /**
   * @param pageSize bytes, a power of two
   * @param cacheBytes the most that decompressed pages may take
   * @param pages the most pages there can be
   */
  protected PagedMemory(ByteOrder byteOrder, int pageSize, long cacheBytes, long pages) {
    this.byteOrder = byteOrder;
    this.pageSize = pageSize;
    this.pageShift = Integer.numberOfTrailingZeros(pageSize);
    this.zeros = new byte[pageSize];
    this.cache = new PageCache(cacheBytes, pageSize, pages);
  }

  /**
   * What the dump has of a page, without decompressing it: {@link PageState#PRESENT} promises only
   * that there are bytes to try. Constant time.
   */
  protected abstract PageState located(long pageNumber);

  /**
   * The bytes of a page that is {@link PageState#PRESENT}, in a new array; null where they are
   * damaged.
   */
  protected abstract byte @Nullable [] load(long pageNumber);

  /** As {@link #load(long)}, into {@code target}, which has the size of a page. */
  protected boolean load(long pageNumber, byte[] target) {
    byte[] bytes = load(pageNumber);
    if (bytes == null) {
      return false;
    }
    System.arraycopy(bytes, 0, target, 0, pageSize);
    return true;
  }

  /**
   * Whether a page that is {@link PageState#PRESENT} was left out as one of zeros; may cost more
   * than a read.
   */
  protected boolean isZero(long pageNumber) {
    return false;
  }

  /** True where pages of this state, which have no bytes, are to read as zeros. */
  protected boolean readsAsZeros(PageState state) {
    return state == PageState.ZERO;
  }

  @Override
  public final ByteOrder byteOrder() {
    return byteOrder;
  }

  @Override
  public final int pageSize() {
    return pageSize;
  }

  @Override
  public final PageState state(long address) {
    long number = address >>> pageShift;
    PageState state = located(number);
    if (state != PageState.PRESENT) {
      return state;
    }
    if (cache.find(number) == null && fill(number) == null) {
      return PageState.DAMAGED;
    }
    return isZero(number) ? PageState.ZERO : state;
  }

  @Override
  public final int u8(long address) {
    return page(address)[(int) address & pageSize - 1] & 0xff;
  }

  @Override
  public final int u16(long address) {
    int at = (int) address & pageSize - 1;
    if (at > pageSize - 2) {
      return PhysicalMemory.super.u16(address);
    }
    return ByteArrays.u16(page(address), at, byteOrder);
  }

  @Override
  public final long u32(long address) {
    int at = (int) address & pageSize - 1;
    if (at > pageSize - 4) {
      return PhysicalMemory.super.u32(address);
    }
    return ByteArrays.u32(page(address), at, byteOrder);
  }

  @Override
  public final long u64(long address) {
    int at = (int) address & pageSize - 1;
    if (at > pageSize - 8) {
      return PhysicalMemory.super.u64(address);
    }
    return ByteArrays.u64(page(address), at, byteOrder);
  }

  @Override
  public final void read(long address, byte[] target, int offset, int length) {
    int done = 0;
    while (done < length) {
      int at = (int) (address + done) & pageSize - 1;
      int count = Math.min(length - done, pageSize - at);
      System.arraycopy(page(address + done), at, target, offset + done, count);
      done += count;
    }
  }

  @Override
  public final boolean copyPage(long address, byte[] target, int length) {
    long number = address >>> pageShift;
    if (length != pageSize || target.length != pageSize || (address & pageSize - 1) != 0) {
      return PhysicalMemory.super.copyPage(address, target, length);
    }
    Page page = cache.find(number);
    if (page != null) {
      System.arraycopy(page.bytes, 0, target, 0, pageSize);
      return true;
    }
    PageState state = located(number);
    if (state == PageState.PRESENT) {
      return load(number, target);
    }
    if (!readsAsZeros(state)) {
      return false;
    }
    System.arraycopy(zeros, 0, target, 0, pageSize);
    return true;
  }

  private byte[] page(long address) {
    long number = address >>> pageShift;
    Page page = cache.find(number);
    return page != null ? page.bytes : miss(address, number);
  }

  private byte[] miss(long address, long number) {
    PageState state = located(number);
    if (state == PageState.PRESENT) {
      byte[] bytes = fill(number);
      if (bytes != null) {
        return bytes;
      }
      state = PageState.DAMAGED;
    } else if (readsAsZeros(state)) {
      return zeros;
    }
    throw new MemoryFault(MemoryFault.Space.PHYSICAL, address, Faults.reason(state));
  }

  private byte @Nullable [] fill(long number) {
    if (damaged.contains(number)) {
      return null;
    }
    byte[] bytes = load(number);
    if (bytes != null) {
      cache.keep(new Page(number, bytes));
    } else if (damaged.size() < MOST_DAMAGED) {
      damaged.add(number);
    }
    return bytes;
  }
}
