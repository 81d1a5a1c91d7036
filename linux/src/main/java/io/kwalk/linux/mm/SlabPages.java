package io.kwalk.linux.mm;

import io.kwalk.core.debuginfo.Field;
import io.kwalk.core.memory.Memory;
import io.kwalk.core.memory.MemoryFault;
import io.kwalk.core.object.UnknownNameException;
import io.kwalk.linux.Kernel;
import java.util.Optional;
import java.util.OptionalLong;

/** Which slab cache an address of the direct map belongs to. */
public final class SlabPages {
  private static final int MAX_NAME = 128;

  /** PAGE_TYPE_BASE of 6.10 and 6.11, where a type's bit is cleared, not set. */
  private static final long PAGE_TYPE_BASE = 0xf000_0000L;

  /** No compound page has more bytes of struct pages; pointers are far below its negative. */
  private static final long LARGEST_COMPOUND = 1L << 40;

  private final Kernel kernel;
  private final Field compoundHead;
  private final Field cache;
  private final Field cacheName;
  private final OptionalLong typeByte;
  private final OptionalLong flagBit;
  private final Optional<Field> pageType;

  private SlabPages(Kernel kernel) {
    this.kernel = kernel;
    // compound_info since 7.0.
    compoundHead = kernel.field("page", "compound_head", "compound_info");
    // struct slab since 5.17 (d122019bf061), part of struct page before.
    cache =
        kernel.findField("slab", "slab_cache").orElseGet(() -> kernel.field("page", "slab_cache"));
    cacheName = kernel.field("kmem_cache", "name");
    // A number in the highest byte of page_type since 6.12 (4ffca5a96678), a bit of it in 6.10 and
    // 6.11 (46df8e73a4a3), a page flag before.
    typeByte = kernel.imageTypes().enumerator("PGTY_slab");
    flagBit = kernel.imageTypes().enumerator("PG_slab");
    pageType = kernel.findField("page", "page_type");
  }

  public static SlabPages of(Kernel kernel) {
    return kernel.part(SlabPages.class, SlabPages::new);
  }

  /**
   * The name of the slab cache whose page holds {@code address}; empty if that is no slab page, or
   * cannot be told.
   */
  public Optional<String> cacheAt(long address) {
    try {
      OptionalLong slab = slabAt(address);
      if (slab.isEmpty()) {
        return Optional.empty();
      }
      Memory memory = kernel.memory();
      long owner = cache.get(memory, slab.getAsLong());
      return Optional.of(memory.cString(cacheName.get(memory, owner), MAX_NAME));
    } catch (MemoryFault | UnknownNameException _) {
      return Optional.empty();
    }
  }

  /** The struct slab (the head's struct page) of the slab that holds {@code address}. */
  public OptionalLong slabAt(long address) {
    if (!kernel.layout().map().isDirectMap(address)) {
      return OptionalLong.empty();
    }
    try {
      return slabOfPage(PageStructs.of(kernel).address(memoryAddress(address)));
    } catch (MemoryFault | UnknownNameException _) {
      return OptionalLong.empty();
    }
  }

  /** The slab that the page with the struct page at {@code page} is part of. */
  public OptionalLong slabOfPage(long page) {
    try {
      Memory memory = kernel.memory();
      long first = head(page, compoundHead.get(memory, page));
      boolean slab = isSlab(memory, PageStructs.of(kernel), first);
      return slab ? OptionalLong.of(first) : OptionalLong.empty();
    } catch (MemoryFault | UnknownNameException _) {
      return OptionalLong.empty();
    }
  }

  /**
   * The first struct page of the compound page, by what a tail page has: a pointer with bit 0 set,
   * or since 7.0 a mask of the tail's own address.
   */
  private static long head(long page, long info) {
    if ((info & 1) == 0) {
      return page;
    }
    return info > -LARGEST_COMPOUND ? page & info : info & ~1L;
  }

  private long memoryAddress(long address) {
    return kernel.memory().physical(address);
  }

  private boolean isSlab(Memory memory, PageStructs pages, long page) {
    if (typeByte.isPresent() && pageType.isPresent()) {
      long type = pageType.get().get(memory, page) & 0xffff_ffffL;
      return type >>> 24 == typeByte.getAsLong();
    }
    if (flagBit.isEmpty()) {
      return false;
    }
    long bit = flagBit.getAsLong();
    if (bit < 64) {
      return (pages.flags(memory, page) >>> bit & 1) != 0;
    }
    long type = pageType.isEmpty() ? 0 : pageType.get().get(memory, page) & 0xffff_ffffL;
    return (type & (PAGE_TYPE_BASE | bit)) == PAGE_TYPE_BASE;
  }
}
