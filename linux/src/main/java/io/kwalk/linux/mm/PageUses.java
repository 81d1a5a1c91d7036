package io.kwalk.linux.mm;

import io.kwalk.core.debuginfo.Field;
import io.kwalk.core.memory.ByteArrays;
import io.kwalk.core.memory.Memory;
import io.kwalk.core.memory.MemoryFault;
import io.kwalk.core.object.UnknownNameException;
import io.kwalk.linux.Kernel;
import io.kwalk.linux.fs.MappingNames;
import io.kwalk.linux.structures.LongSet;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * What each page is used for, by its struct page and by what says the contrary: the free lists of
 * processors, per-CPU chunks, areas of vmalloc(). Those are gathered once; then a page costs a few
 * words of its struct page.
 */
public final class PageUses {
  /** PAGE_MAPPING_ANON and PAGE_MAPPING_MOVABLE; both of a KSM page. */
  private static final int ANONYMOUS = 1;

  private static final int MOVABLE = 2;

  /** MAX_PAGE_ORDER is 10, with pages of 16 or 64 KiB 13 at most. */
  private static final int MAX_ORDER = 15;

  private static final int HUGETLB_PAGE_DTOR = 2;

  private final Kernel kernel;
  private final PageStructs structs;
  private final PageTypes types;
  private final ByteOrder order;
  private final int size;
  private final int mapping;
  private final int count;
  private final int flags;
  private final int privateWord;
  private final long reserved;
  private final long head;
  private final Optional<Field> hugetlbMark;
  private final long hugetlbValue;
  private final Optional<Field> compoundOrder;
  private final LongSet freeOfCpus;
  private final LongSet perCpu;
  private final VmallocPages vmalloc;
  private final MappingNames files;
  private final Map<Long, String> callers = new ConcurrentHashMap<>();

  private PageUses(Kernel kernel) {
    this.kernel = kernel;
    structs = PageStructs.of(kernel);
    types = PageTypes.of(kernel);
    order = kernel.memory().byteOrder();
    size = (int) structs.structSize();
    mapping = (int) kernel.field("page", "mapping").offset();
    count = (int) kernel.field("page", "_refcount.counter").offset();
    flags = (int) kernel.field("page", "flags.f", "flags").offset();
    privateWord = (int) kernel.field("page", "private").offset();
    reserved = flag("PG_reserved");
    head = flag("PG_head");
    // A destructor's number until 6.5, the low byte of the second page's flags since 6.6
    // (9c5ccf2db04b), where a bit marks huge pages until their type of 6.9 (d99e3140a4d3).
    hugetlbMark =
        kernel
            .findField("page", "compound_dtor")
            .or(() -> kernel.findField("folio", "_folio_dtor"));
    hugetlbValue = kernel.vmcoreinfo().number("HUGETLB_PAGE_DTOR").orElse(HUGETLB_PAGE_DTOR);
    compoundOrder =
        kernel
            .findField("page", "compound_order")
            .or(() -> kernel.findField("folio", "_folio_order", "_flags_1.f", "_flags_1"));
    freeOfCpus = freeOfCpus();
    perCpu = PerCpuPages.of(kernel);
    vmalloc = VmallocPages.of(kernel);
    files = MappingNames.of(kernel);
  }

  /**
   * Those of {@code kernel}. The first call walks the areas of vmalloc().
   *
   * @throws UnknownNameException if the kernel has no such types
   */
  public static PageUses of(Kernel kernel) {
    return kernel.part(PageUses.class, PageUses::new);
  }

  private long flag(String name) {
    long bit = kernel.imageTypes().enumerator(name).orElse(-1);
    return bit < 0 || bit > 63 ? 0 : 1L << bit;
  }

  /** Addresses of the struct pages on processors' lists. */
  private LongSet freeOfCpus() {
    LongSet pages = new LongSet();
    List<String> ignored = new ArrayList<>();
    try {
      for (MemoryNode node : MemoryNodes.of(kernel).all(ignored)) {
        for (MemoryZone zone : node.zones()) {
          if (zone.isPopulated()) {
            CpuFreePages.of(kernel, zone, ignored).forEach(cpu -> add(cpu, pages));
          }
        }
      }
    } catch (MemoryFault | UnknownNameException _) {
      // They are then unused.
    }
    return pages;
  }

  private void add(CpuFreePages cpu, LongSet into) {
    for (FreeArea list : cpu.lists()) {
      for (long first : list.pages()) {
        for (long i = 0; i < 1L << list.order(); i++) {
          into.add(first + i * size);
        }
      }
    }
  }

  /**
   * The use of one page.
   *
   * @throws MemoryFault if its struct page cannot be read
   */
  public PageUse at(PageStructs.Page page) {
    byte[] bytes = kernel.memory().read(page.address(), size);
    return reader(new PageArrayReader.Block(page.address(), page.physical(), 1, bytes)).use(0);
  }

  /** Reads the pages of one block, in order: keeps what a page says of those behind it. */
  public Reader reader(PageArrayReader.Block block) {
    return new Reader(block);
  }

  /** Of one block; for one thread. */
  public final class Reader {
    private final PageArrayReader.Block block;

    /** Free are all pages up to here. */
    private long freeEnd;

    private PageUse freeBlock = new PageUse(PageKind.FREE, 0, "", 0, 0);

    /** The compound page that was met last. */
    private long compound;

    private PageUse compoundUse = freeBlock;

    private Reader(PageArrayReader.Block block) {
      this.block = block;
      long number = block.physical() / kernel.pageTables().pageSize();
      for (int o = 1; o <= MAX_ORDER; o++) {
        long first = number & -(1L << o);
        // Free blocks are aligned; one that ends before the pages is none of theirs.
        if (first != number && Long.compareUnsigned(freeEnd, block.address()) <= 0) {
          free(block.address() - (number - first) * size);
        }
      }
    }

    /** Looks whether a free block that begins before the pages reaches into them. */
    private void free(long page) {
      try {
        byte[] bytes = kernel.memory().read(page, size);
        if (types.of(bytes, 0) == PageType.BUDDY) {
          startFree(page, bytes, 0);
        }
      } catch (MemoryFault _) {
        // Then it is not told.
      }
    }

    private void startFree(long page, byte[] bytes, int at) {
      int free = (int) Math.min(MAX_ORDER, ByteArrays.u64(bytes, at + privateWord, order));
      freeBlock = new PageUse(PageKind.FREE, 0, "", page, free);
      freeEnd = page + ((long) size << free);
    }

    /** The use of page {@code i} of the block. */
    public PageUse use(int i) {
      int at = i * size;
      long page = block.address() + at;
      byte[] bytes = block.bytes();
      if (types.of(bytes, at) == PageType.BUDDY) {
        startFree(page, bytes, at);
      }
      if (Long.compareUnsigned(page, freeEnd) < 0) {
        return freeBlock;
      }
      long first = types.head(bytes, at, page);
      if (first == page) {
        boolean last = i + 1 >= block.count();
        PageUse use = single(page, bytes, at, last ? null : bytes, at + size);
        if (use.order() > 0) {
          compound = page;
          compoundUse = use;
        }
        return use;
      }
      if (first != compound) {
        compoundUse = ofHead(first);
        compound = first;
      }
      return compoundUse;
    }

    private PageUse ofHead(long page) {
      try {
        byte[] bytes = kernel.memory().read(page, 2 * size);
        return single(page, bytes, 0, bytes, size);
      } catch (MemoryFault _) {
        return new PageUse(PageKind.KERNEL, 0, "", page, 0);
      }
    }
  }

  /** What a page that is no tail is; {@code second} has the struct page behind it, if at hand. */
  private PageUse single(long page, byte[] bytes, int at, byte @Nullable [] second, int next) {
    long word = ByteArrays.u64(bytes, at + flags, order);
    int power = 0;
    boolean huge = false;
    if ((word & head) != 0) {
      byte[] tail = second == null ? tail(page) : second;
      int tailAt = second == null ? 0 : next;
      power = power(tail, tailAt);
      huge = isHuge(tail, tailAt);
    }
    if (huge) {
      return new PageUse(PageKind.HUGE, 0, "", page, power);
    }
    return switch (types.of(bytes, at)) {
      case SLAB -> slab(page, bytes, at, power);
      case TABLE -> new PageUse(PageKind.PAGE_TABLE, 0, "", page, power);
      case HUGETLB -> new PageUse(PageKind.HUGE, 0, "", page, power);
      case OFFLINE -> new PageUse(PageKind.OFFLINE, 0, "", page, power);
      case GUARD -> new PageUse(PageKind.GUARD, 0, "", page, power);
      case ZSMALLOC -> new PageUse(PageKind.ZSMALLOC, 0, "", page, power);
      case UNACCEPTED -> new PageUse(PageKind.UNACCEPTED, 0, "", page, power);
      case LARGE_KMALLOC -> new PageUse(PageKind.LARGE_KMALLOC, 0, "", page, power);
      case BUDDY, NONE -> untyped(page, bytes, at, word, power);
    };
  }

  private byte[] tail(long page) {
    try {
      return kernel.memory().read(page + size, size);
    } catch (MemoryFault _) {
      return new byte[size];
    }
  }

  /** The order, by the first tail page. */
  private int power(byte[] tail, int at) {
    if (compoundOrder.isEmpty()) {
      return 0;
    }
    Field field = compoundOrder.get();
    int within = (int) (field.offset() % size);
    int low = tail[at + within + (order == ByteOrder.LITTLE_ENDIAN ? 0 : (int) field.size() - 1)];
    return low & 0x1f;
  }

  private boolean isHuge(byte[] tail, int at) {
    if (hugetlbMark.isEmpty()) {
      return false;
    }
    int within = (int) (hugetlbMark.get().offset() % size);
    return (tail[at + within] & 0xff) == hugetlbValue;
  }

  private PageUse slab(long page, byte[] bytes, int at, int power) {
    SlabPages slabs = SlabPages.of(kernel);
    long cache = slabs.cache(bytes, at, order);
    return new PageUse(PageKind.SLAB, cache, slabs.cacheName(cache), page, power);
  }

  private PageUse untyped(long page, byte[] bytes, int at, long word, int power) {
    long number = structs.physicalOf(page) / kernel.pageTables().pageSize();
    if (perCpu.contains(number)) {
      return new PageUse(PageKind.PER_CPU, 0, "", page, power);
    }
    if ((word & reserved) != 0) {
      return new PageUse(PageKind.RESERVED, 0, "", page, power);
    }
    long owner = ByteArrays.u64(bytes, at + mapping, order);
    long counted = ByteArrays.u32(bytes, at + count, order);
    if (counted == 0) {
      boolean free = freeOfCpus.contains(page);
      return new PageUse(free ? PageKind.FREE : PageKind.UNUSED, 0, "", page, power);
    }
    if ((owner & ANONYMOUS) != 0) {
      boolean shared = (owner & MOVABLE) != 0;
      PageKind kind = shared ? PageKind.KSM : PageKind.ANONYMOUS;
      return new PageUse(kind, owner & ~3L, "", page, power);
    }
    if ((owner & MOVABLE) != 0) {
      return new PageUse(PageKind.MOVABLE, owner & ~3L, "", page, power);
    }
    if (owner < 0) {
      return new PageUse(PageKind.FILE, owner, files.name(owner), page, power);
    }
    long area = vmalloc.vmStruct(number);
    return area == 0
        ? new PageUse(PageKind.KERNEL, 0, "", page, power)
        : new PageUse(
            PageKind.VMALLOC, area, callers.computeIfAbsent(area, this::caller), page, power);
  }

  private String caller(long vmStruct) {
    try {
      Memory memory = kernel.memory();
      long address = kernel.field("vm_struct", "caller").get(memory, vmStruct);
      return kernel.symbols().at(address).map(symbol -> symbol.name()).orElse("");
    } catch (MemoryFault | UnknownNameException _) {
      return "";
    }
  }
}
