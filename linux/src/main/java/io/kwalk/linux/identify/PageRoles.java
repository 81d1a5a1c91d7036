package io.kwalk.linux.identify;

import io.kwalk.core.debuginfo.Field;
import io.kwalk.core.memory.Memory;
import io.kwalk.core.memory.MemoryFault;
import io.kwalk.core.object.UnknownNameException;
import io.kwalk.linux.Kernel;
import io.kwalk.linux.fs.FilePaths;
import io.kwalk.linux.mm.PageStructs;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What physical pages are used for, by their struct pages. Costs some words a page; names of files
 * are kept.
 *
 * <p>The type of a page that no process maps is in _mapcount's place (page_type): until 6.9 a bit
 * that is cleared, by numbers that are in no type information (include/linux/page-flags.h); in 6.10
 * and 6.11 by {@code enum pagetype}; since 6.12 a number in its highest byte (4ffca5a96678).
 */
public final class PageRoles {
  /** FOLIO_MAPPING_FLAGS: an anon_vma has 1, KSM 3, movable pages of drivers 2. */
  private static final long MAPPING_FLAGS = 3;

  private static final long ANONYMOUS = 1;
  private static final long SHARED = 3;

  private static final int MAX_ORDER = 20;
  private static final long LARGEST_COMPOUND = 1L << 40;
  private static final int MOST_NAMES = 1 << 16;

  /** PAGE_TYPE_BASE until 6.11. */
  private static final long TYPE_BASE = 0xf000_0000L;

  private final Kernel kernel;
  private final PageStructs pages;
  private final Field compoundHead;
  private final Field mapping;
  private final Field count;
  private final Optional<Field> type;
  private final Optional<Field> order;
  private final Optional<Field> index;
  private final Optional<Field> host;
  private final Optional<Field> aliases;
  private final Optional<Field> alias;
  private final OptionalLong slabFlag;
  private final OptionalLong reservedFlag;
  private final OptionalLong swapCacheFlag;
  private final boolean typeNumbers;
  private final long buddy;
  private final long table;
  private final long offline;
  private final long guard;
  private final long huge;
  private final long slab;
  private final long compressed;
  private final ConcurrentHashMap<Long, PageRole.FileCache> files = new ConcurrentHashMap<>();

  private PageRoles(Kernel kernel) {
    this.kernel = kernel;
    pages = PageStructs.of(kernel);
    compoundHead = kernel.field("page", "compound_head", "compound_info");
    mapping = kernel.field("page", "mapping");
    count = kernel.field("page", "_refcount.counter");
    type = kernel.findField("page", "page_type");
    order = kernel.findField("page", "private");
    index = kernel.findField("page", "index", "__folio_index");
    host = kernel.findField("address_space", "host");
    aliases = kernel.findField("inode", "i_dentry.first");
    alias = kernel.findField("dentry", "d_u.d_alias", "d_alias");
    slabFlag = kernel.imageTypes().enumerator("PG_slab");
    reservedFlag = kernel.imageTypes().enumerator("PG_reserved");
    swapCacheFlag = kernel.imageTypes().enumerator("PG_swapcache");
    typeNumbers = kernel.imageTypes().enumerator("PGTY_buddy").isPresent();
    buddy = typeOf("buddy", 0x80);
    offline = typeOf("offline", 0x100);
    table = typeOf("table", 0x200);
    guard = typeOf("guard", 0x400);
    huge = typeOf("hugetlb", 0x800);
    slab = typeOf("slab", -1);
    compressed = typeOf("zsmalloc", -1);
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
      PageRole own = ofHead(head(page));
      return own instanceof PageRole.Unused || own instanceof PageRole.Allocated
          ? inFreeBlock(page).orElse(own)
          : own;
    } catch (MemoryFault fault) {
      return new PageRole.Unknown(fault.getMessage());
    }
  }

  /** The first struct page of the compound page that {@code page} is part of. */
  private long head(long page) {
    long info = compoundHead.get(kernel.memory(), page);
    if ((info & 1) == 0) {
      return page;
    }
    // A pointer with bit 0 set; since 7.0 a mask of the tail's own address.
    return info > -LARGEST_COMPOUND ? page & info : info & ~1L;
  }

  private PageRole ofHead(long page) {
    Memory memory = kernel.memory();
    long flags = pages.flags(page);
    if (isSet(flags, reservedFlag)) {
      return new PageRole.Reserved();
    }
    if (slabFlag.isPresent() && slabFlag.getAsLong() < 64 && isSet(flags, slabFlag)) {
      return new PageRole.Slab();
    }
    Optional<PageRole> typed = typed(page);
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

  private Optional<PageRole> typed(long page) {
    if (type.isEmpty()) {
      return Optional.empty();
    }
    long value = type.get().get(kernel.memory(), page) & 0xffff_ffffL;
    if (is(value, buddy)) {
      return Optional.of(new PageRole.Free(order(page)));
    }
    if (is(value, table)) {
      return Optional.of(new PageRole.Table());
    }
    if (is(value, offline) || is(value, guard)) {
      return Optional.of(new PageRole.Offline());
    }
    if (is(value, huge)) {
      return Optional.of(new PageRole.Huge());
    }
    if (is(value, slab)) {
      return Optional.of(new PageRole.Slab());
    }
    return is(value, compressed) ? Optional.of(new PageRole.Compressed()) : Optional.empty();
  }

  /**
   * @param bit of the kernels whose types have no enumerators; -1 for a type that they lack
   */
  private long typeOf(String name, long bit) {
    return typeNumbers
        ? kernel.imageTypes().enumerator("PGTY_" + name).orElse(-1)
        : kernel.imageTypes().enumerator("PG_" + name).orElse(bit);
  }

  private boolean is(long value, long wanted) {
    if (typeNumbers) {
      return value >>> 24 == wanted;
    }
    // PG_slab is a flag of few bits where types have no enumerators yet.
    return wanted >= 0x80 && (value & (TYPE_BASE | wanted)) == TYPE_BASE;
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
        Optional<PageRole> found = typed(start);
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
