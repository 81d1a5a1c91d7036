package io.kwalk.linux.identify;

import io.kwalk.core.debuginfo.Field;
import io.kwalk.core.memory.Memory;
import io.kwalk.core.memory.MemoryFault;
import io.kwalk.core.object.UnknownNameException;
import io.kwalk.linux.Kernel;
import io.kwalk.linux.fs.FilePaths;
import io.kwalk.linux.mm.PageStructs;
import io.kwalk.linux.mm.PageTypes;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What physical pages are used for, by their struct pages. Costs some words a page; names of files
 * are kept.
 */
public final class PageRoles {
  /** FOLIO_MAPPING_FLAGS: an anon_vma has 1, KSM 3, movable pages of drivers 2. */
  private static final long MAPPING_FLAGS = 3;

  private static final long ANONYMOUS = 1;
  private static final long SHARED = 3;

  private static final int MAX_ORDER = 20;
  private static final int MOST_NAMES = 1 << 16;

  private final Kernel kernel;
  private final PageStructs pages;
  private final PageTypes types;
  private final Field mapping;
  private final Field count;
  private final Optional<Field> order;
  private final Optional<Field> index;
  private final Optional<Field> host;
  private final Optional<Field> aliases;
  private final Optional<Field> alias;
  private final OptionalLong reservedFlag;
  private final OptionalLong swapCacheFlag;
  private final ConcurrentHashMap<Long, PageRole.FileCache> files = new ConcurrentHashMap<>();

  private PageRoles(Kernel kernel) {
    this.kernel = kernel;
    pages = PageStructs.of(kernel);
    types = PageTypes.of(kernel);
    mapping = kernel.field("page", "mapping");
    count = kernel.field("page", "_refcount.counter");
    order = kernel.findField("page", "private");
    index = kernel.findField("page", "index", "__folio_index");
    host = kernel.findField("address_space", "host");
    aliases = kernel.findField("inode", "i_dentry.first");
    alias = kernel.findField("dentry", "d_u.d_alias", "d_alias");
    reservedFlag = kernel.imageTypes().enumerator("PG_reserved");
    swapCacheFlag = kernel.imageTypes().enumerator("PG_swapcache");
  }

  /**
   * Those of {@code kernel}.
   *
   * @throws UnknownNameException if it has no struct page that can be read
   */
  public static PageRoles of(Kernel kernel) {
    return kernel.part(PageRoles.class, PageRoles::new);
  }

  /** What the page at a physical address is used for. */
  public PageRole at(long physical) {
    try {
      long page = pages.address(physical);
      byte[] bytes = struct(page);
      long head = types.head(bytes, 0, page);
      PageRole own = ofHead(head, head == page ? bytes : struct(head));
      return own instanceof PageRole.Unused || own instanceof PageRole.Allocated
          ? inFreeBlock(page).orElse(own)
          : own;
    } catch (MemoryFault fault) {
      return new PageRole.Unknown(fault.getMessage());
    }
  }

  private byte[] struct(long page) {
    return kernel.memory().read(page, (int) pages.structSize());
  }

  private PageRole ofHead(long page, byte[] bytes) {
    Memory memory = kernel.memory();
    long flags = pages.flags(page);
    if (isSet(flags, reservedFlag)) {
      return new PageRole.Reserved();
    }
    Optional<PageRole> typed = typed(page, bytes);
    if (typed.isPresent()) {
      return typed.get();
    }
    long references = count.get(memory, page) & 0xffff_ffffL;
    if (references == 0) {
      return new PageRole.Unused();
    }
    return mapped(page, flags);
  }

  private static boolean isSet(long flags, OptionalLong bit) {
    return bit.isPresent() && bit.getAsLong() < 64 && (flags >>> bit.getAsLong() & 1) != 0;
  }

  private Optional<PageRole> typed(long page, byte[] bytes) {
    return switch (types.of(bytes, 0)) {
      case BUDDY -> Optional.of(new PageRole.Free(order(page)));
      case TABLE -> Optional.of(new PageRole.Table());
      case OFFLINE, GUARD -> Optional.of(new PageRole.Offline());
      case HUGETLB -> Optional.of(new PageRole.Huge());
      case SLAB -> Optional.of(new PageRole.Slab());
      case ZSMALLOC -> Optional.of(new PageRole.Compressed());
      case NONE, UNACCEPTED, LARGE_KMALLOC -> Optional.empty();
    };
  }

  private int order(long page) {
    long value = order.isEmpty() ? 0 : order.get().get(kernel.memory(), page);
    return Math.clamp(value, 0, MAX_ORDER);
  }

  private PageRole mapped(long page, long flags) {
    long value = mapping.get(kernel.memory(), page);
    long place = index.isEmpty() ? 0 : index.get().get(kernel.memory(), page);
    long tag = value & MAPPING_FLAGS;
    if (value >= 0) {
      return new PageRole.Allocated();
    }
    if (tag == ANONYMOUS || tag == SHARED) {
      boolean swapCache = isSet(flags, swapCacheFlag);
      return new PageRole.Anonymous(value & ~MAPPING_FLAGS, tag == SHARED, place, swapCache);
    }
    if (tag != 0) {
      return new PageRole.Allocated();
    }
    PageRole.FileCache file = files.get(value);
    if (file == null) {
      file = file(value);
      if (files.size() >= MOST_NAMES) {
        files.clear();
      }
      files.put(value, file);
    }
    return new PageRole.FileCache(value, file.inode(), file.file(), place);
  }

  private PageRole.FileCache file(long addressSpace) {
    Memory memory = kernel.memory();
    long inode = 0;
    String name = "";
    try {
      inode = host.isEmpty() ? 0 : host.get().get(memory, addressSpace);
      long first = inode == 0 || aliases.isEmpty() ? 0 : aliases.get().get(memory, inode);
      if (first != 0 && alias.isPresent()) {
        name = FilePaths.of(kernel).within(first - alias.get().offset());
      }
    } catch (MemoryFault | UnknownNameException _) {
      // The address_space alone tells that it is a file's.
    }
    return new PageRole.FileCache(addressSpace, inode, name, 0);
  }

  /** Only the first page of a free block says that it is one. */
  private Optional<PageRole> inFreeBlock(long page) {
    long number = pages.physicalOf(page) / kernel.pageTables().pageSize();
    for (int order = 1; order <= MAX_ORDER; order++) {
      long first = number & -1L << order;
      if (first == number) {
        continue;
      }
      try {
        long start = pages.address(first * kernel.pageTables().pageSize());
        Optional<PageRole> found = typed(start, struct(start));
        if (found.isPresent()
            && found.get() instanceof PageRole.Free free
            && number - first < 1L << free.order()) {
          return found;
        }
      } catch (MemoryFault _) {
        return Optional.empty();
      }
    }
    return Optional.empty();
  }
}
