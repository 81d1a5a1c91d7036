package io.kwalk.linux.mm;

import io.kwalk.core.debuginfo.Field;
import io.kwalk.core.memory.Lazy;
import io.kwalk.core.memory.Memory;
import io.kwalk.core.memory.MemoryFault;
import io.kwalk.core.object.UnknownNameException;
import io.kwalk.linux.Kernel;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The kernel's struct page of each physical page: one array by page number (SPARSEMEM with
 * VMEMMAP).
 */
public final class PageStructs {
  /**
   * A page as the kernel keeps it.
   *
   * @param address of the struct page
   * @param physical address of the page
   * @param mapping the address_space, or an anon_vma with the lowest bit set, or what else the
   *     page's owner keeps there
   * @param count _refcount
   * @param flags with the zone, node and section bits
   */
  public record Page(
      long address, long physical, long mapping, long index, long count, long flags) {}

  private final Kernel kernel;
  private final long base;
  private final long size;
  private final Field flags;
  private final Field mapping;
  private final Optional<Field> index;
  private final Field count;
  private final Lazy<List<PageFlagNames.Flag>> flagNames;

  private PageStructs(Kernel kernel) {
    this.kernel = kernel;
    base = PageArray.base(kernel);
    size = kernel.struct("page").size();
    // memdesc_flags_t since 6.18: a struct of one word.
    flags = kernel.field("page", "flags.f", "flags");
    mapping = kernel.field("page", "mapping");
    // __folio_index since 6.16 (acc53a0b4c15).
    index = kernel.findField("page", "index", "__folio_index");
    count = kernel.field("page", "_refcount.counter");
    flagNames = Lazy.of(() -> flagsInOrder(kernel));
  }

  /**
   * The array of {@code kernel}.
   *
   * @throws io.kwalk.core.object.UnknownNameException where this kernel has none
   */
  public static PageStructs of(Kernel kernel) {
    return kernel.part(PageStructs.class, PageStructs::new);
  }

  /**
   * The struct page of the page at a physical address.
   *
   * @throws io.kwalk.core.memory.MemoryFault if the dump lacks it
   */
  public Page at(long physical) {
    long page = physical & -kernel.pageTables().pageSize();
    long address = address(physical);
    Memory memory = kernel.memory();
    return new Page(
        address,
        page,
        mapping.get(memory, address),
        index.isPresent() ? index.get().get(memory, address) : 0,
        count.get(memory, address) & 0xffff_ffffL,
        flags.get(memory, address));
  }

  /** Where the struct page of a physical address lies. */
  public long address(long physical) {
    return base + Long.divideUnsigned(physical, kernel.pageTables().pageSize()) * size;
  }

  /** The physical address of the page whose struct page is at {@code page}. */
  public long physical(long page) {
    return Long.divideUnsigned(page - base, size) * kernel.pageTables().pageSize();
  }

  /** The flags of the struct page at {@code address}. */
  public long flags(long address) {
    return flags.get(kernel.memory(), address);
  }

  /** Bytes of a struct page. */
  public long structSize() {
    return size;
  }

  /** Whether {@code address} is that of a struct page of memory below 2^52. */
  public boolean isStruct(long address) {
    long offset = address - base;
    return offset >= 0 && offset % size == 0 && offset / size < 1L << 40;
  }

  /** The physical address of the page whose struct page is at {@code address}. */
  public long physicalOf(long address) {
    return (address - base) / size * kernel.pageTables().pageSize();
  }

  /** Where the direct map has the page whose struct page is at {@code address}; 0 if unknown. */
  public long memoryOf(long address) {
    return kernel.layout().map().directMapOf(physicalOf(address)).orElse(0);
  }

  /** The flags of the struct page at {@code address}. */
  long flags(Memory memory, long address) {
    return flags.get(memory, address);
  }

  /**
   * The names of the flag bits that are set, in the order in which the kernel prints them (%pGp,
   * {@link PageFlagNames}), else that of their bits; of several names of one bit the first of
   * {@code enum pageflags}.
   */
  public List<String> flagNames(long flags) {
    return flagNames.get().stream()
        .filter(flag -> (flags & flag.mask()) != 0)
        .map(PageFlagNames.Flag::name)
        .toList();
  }

  /** Each bit once. */
  private static List<PageFlagNames.Flag> flagsInOrder(Kernel kernel) {
    Map<Long, String> names = new LinkedHashMap<>();
    long bits = kernel.imageTypes().enumerator("__NR_PAGEFLAGS").orElse(0);
    kernel.imageTypes().enumeration("pageflags").stream()
        .flatMap(type -> type.enumerators().stream())
        .filter(one -> one.name().startsWith("PG_") && one.value() >= 0 && one.value() < bits)
        .forEach(one -> names.putIfAbsent(1L << one.value(), lowerCase(one.name().substring(3))));
    List<Long> order = new ArrayList<>(printedOrder(kernel));
    order.retainAll(names.keySet());
    names.keySet().stream().filter(mask -> !order.contains(mask)).forEach(order::add);
    return order.stream()
        .distinct()
        .map(mask -> new PageFlagNames.Flag(mask, String.valueOf(names.get(mask))))
        .toList();
  }

  private static String lowerCase(String name) {
    return name.toLowerCase(Locale.ROOT);
  }

  /** The bits as the kernel prints them: waiters stands behind locked, whatever its bit. */
  private static List<Long> printedOrder(Kernel kernel) {
    try {
      return PageFlagNames.of(kernel).stream().map(PageFlagNames.Flag::mask).toList();
    } catch (MemoryFault | UnknownNameException _) {
      return List.of();
    }
  }
}
