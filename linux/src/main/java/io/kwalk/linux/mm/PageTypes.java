package io.kwalk.linux.mm;

import io.kwalk.core.debuginfo.Field;
import io.kwalk.core.debuginfo.Types;
import io.kwalk.core.memory.ByteArrays;
import io.kwalk.linux.Kernel;
import java.nio.ByteOrder;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Tells types of pages by the bytes of their struct pages.
 *
 * <p>page_type has the type's number in its highest byte since 6.12 (4ffca5a96678), a cleared bit a
 * type in its highest byte in 6.10 and 6.11 (46df8e73a4a3), and before a cleared bit a type in its
 * low bits, for all but slabs, which had a page flag.
 */
public final class PageTypes {
  /** PAGE_TYPE_BASE before 6.10, and where the numbers of types begin since 6.12: PGTY_buddy. */
  private static final int BASE = 0xf000_0000;

  /** No compound page has more bytes of struct pages; pointers are far below its negative. */
  private static final long LARGEST_COMPOUND = 1L << 40;

  private static final PageType[] TYPES = PageType.values();

  private final ByteOrder order;
  private final int flags;
  private final int type;
  private final int compound;
  private final boolean numbered;
  private final long slabFlag;

  /** All bits of it are set where page_type says a type: an enum's constant in 6.10 and 6.11. */
  private final int base;

  /** By ordinal of {@link PageType}: the number of the type, or its bit; 0 where there is none. */
  private final int[] codes = new int[TYPES.length];

  private PageTypes(Kernel kernel) {
    order = kernel.memory().byteOrder();
    flags = (int) kernel.field("page", "flags.f", "flags").offset();
    Optional<Field> pageType = kernel.findField("page", "page_type");
    type = pageType.isPresent() ? (int) pageType.get().offset() : -1;
    // compound_info since 7.0.
    compound = (int) kernel.field("page", "compound_head", "compound_info").offset();
    Types types = kernel.imageTypes();
    numbered = types.enumerator("PGTY_slab").isPresent();
    OptionalLong slab = types.enumerator("PG_slab");
    slabFlag = slab.isPresent() && slab.getAsLong() < 64 ? 1L << slab.getAsLong() : 0;
    for (PageType each : TYPES) {
      codes[each.ordinal()] = code(kernel, types, each);
    }
    base = (int) types.enumerator("PAGE_TYPE_BASE").orElse(BASE);
  }

  /** The types of {@code kernel}'s pages. */
  public static PageTypes of(Kernel kernel) {
    return kernel.part(PageTypes.class, PageTypes::new);
  }

  /** The bits that page_type has set where it says a type: PAGE_TYPE_BASE. */
  public int base() {
    return base;
  }

  private int code(Kernel kernel, Types types, PageType wanted) {
    String name = wanted.name().toLowerCase(Locale.ROOT);
    if (wanted == PageType.NONE) {
      return 0;
    }
    if (numbered) {
      return (int) types.enumerator("PGTY_" + name).orElse(0);
    }
    // An enum in 6.10 and 6.11; hugetlb's name was that of a page flag from 6.6 to 6.8.
    long bit = types.enumerator("PG_" + name).orElse(0);
    return bit >= 64 ? (int) bit : macro(kernel, wanted);
  }

  /** The macros of page-flags.h before 6.10. */
  private static int macro(Kernel kernel, PageType wanted) {
    // PG_kmemcg was in between until 5.11 (18b2db3b0385), as mem_cgroup was in struct page.
    int shift = kernel.findField("page", "mem_cgroup").isPresent() ? 1 : 0;
    return switch (wanted) {
      case BUDDY -> 0x80;
      case OFFLINE -> 0x100;
      case TABLE -> 0x200 << shift;
      case GUARD -> 0x400 << shift;
      // PG_hugetlb of 6.9 (d99e3140a4d3).
      case HUGETLB -> 0x800;
      default -> 0;
    };
  }

  /** The type of the struct page whose bytes begin at {@code at}; of a tail page its own. */
  public PageType of(byte[] bytes, int at) {
    if (slabFlag != 0 && (ByteArrays.u64(bytes, at + flags, order) & slabFlag) != 0) {
      return PageType.SLAB;
    }
    int value = type < 0 ? -1 : ByteArrays.s32(bytes, at + type, order);
    if ((value & base) != base || value == -1) {
      return PageType.NONE;
    }
    for (int i = 1; i < codes.length; i++) {
      if (codes[i] != 0 && (numbered ? value >>> 24 == codes[i] : (value & codes[i]) == 0)) {
        return TYPES[i];
      }
    }
    return PageType.NONE;
  }

  /** Whether the struct page at {@code at} is the first one of a slab. */
  public boolean isSlab(byte[] bytes, int at) {
    if (slabFlag != 0) {
      return (ByteArrays.u64(bytes, at + flags, order) & slabFlag) != 0 && !isTail(bytes, at);
    }
    return of(bytes, at) == PageType.SLAB && !isTail(bytes, at);
  }

  /** Whether the struct page at {@code at} is of a compound page, and not its first. */
  public boolean isTail(byte[] bytes, int at) {
    return (ByteArrays.u64(bytes, at + compound, order) & 1) != 0;
  }

  /**
   * The first struct page of the compound page, by what a tail page has: a pointer with bit 0 set,
   * or since 7.0 a mask of the tail's own address.
   *
   * @param page address of the struct page whose bytes begin at {@code at}
   */
  public long head(byte[] bytes, int at, long page) {
    long info = ByteArrays.u64(bytes, at + compound, order);
    if ((info & 1) == 0) {
      return page;
    }
    return info > -LARGEST_COMPOUND ? page & info : info & ~1L;
  }
}
