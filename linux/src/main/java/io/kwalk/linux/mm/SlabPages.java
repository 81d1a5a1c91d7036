package io.kwalk.linux.mm;

import io.kwalk.core.debuginfo.Field;
import io.kwalk.core.memory.Memory;
import io.kwalk.core.memory.MemoryFault;
import io.kwalk.core.object.UnknownNameException;
import io.kwalk.linux.Kernel;
import java.nio.ByteOrder;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;

/** Which slab cache an address of the direct map belongs to. */
public final class SlabPages {
  private static final int MAX_NAME = 128;

  private final Kernel kernel;
  private final PageTypes types;
  private final Field cache;
  private final Field cacheName;
  private final Map<Long, String> names = new ConcurrentHashMap<>();

  private SlabPages(Kernel kernel) {
    this.kernel = kernel;
    types = PageTypes.of(kernel);
    // struct slab since 5.17 (d122019bf061), part of struct page before.
    cache =
        kernel.findField("slab", "slab_cache").orElseGet(() -> kernel.field("page", "slab_cache"));
    cacheName = kernel.field("kmem_cache", "name");
  }

  public static SlabPages of(Kernel kernel) {
    return kernel.part(SlabPages.class, SlabPages::new);
  }

  /**
   * The name of the slab cache whose page holds {@code address}; empty, too, in a kernel whose
   * types do not tell.
   */
  public static Optional<String> cacheAt(Kernel kernel, long address) {
    try {
      return of(kernel).cacheAt(address);
    } catch (UnknownNameException _) {
      return Optional.empty();
    }
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

  /** The kmem_cache that the slab names whose struct's bytes begin at {@code at}. */
  long cache(byte[] bytes, int at, ByteOrder order) {
    return cache.get(bytes, at, order);
  }

  /** The name of the kmem_cache at {@code owner}; "" if it cannot be read. */
  String cacheName(long owner) {
    return names.computeIfAbsent(owner, this::readName);
  }

  private String readName(long owner) {
    try {
      Memory memory = kernel.memory();
      return memory.cString(cacheName.get(memory, owner), MAX_NAME);
    } catch (MemoryFault _) {
      return "";
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
      int size = (int) PageStructs.of(kernel).structSize();
      long first = types.head(kernel.memory().read(page, size), 0, page);
      boolean slab = types.isSlab(kernel.memory().read(first, size), 0);
      return slab ? OptionalLong.of(first) : OptionalLong.empty();
    } catch (MemoryFault | UnknownNameException _) {
      return OptionalLong.empty();
    }
  }

  private long memoryAddress(long address) {
    return kernel.memory().physical(address);
  }
}
