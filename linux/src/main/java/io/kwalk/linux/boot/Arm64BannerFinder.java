package io.kwalk.linux.boot;

import io.kwalk.core.arch.PageWalk;
import io.kwalk.core.arch.arm64.Arm64PageTables;
import io.kwalk.core.arch.arm64.InvalidEntries;
import io.kwalk.core.arch.arm64.TranslationRegime;
import io.kwalk.core.image.PhysicalMemory;
import io.kwalk.core.memory.ByteArrays;
import io.kwalk.core.memory.MemoryFault;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Finds an arm64 kernel that no vmcoreinfo describes: its top page table lies in its image, not far
 * from linux_banner, and maps the banner above the linear map.
 */
final class Arm64BannerFinder {
  /** An image has less than that on each side of its banner. */
  private static final long IMAGE_REACH = 64L << 20;

  /** Far more pages than the upper half of a kernel's addresses maps in small memory. */
  private static final int MOST_WALKS = 1 << 20;

  /** A top table has an entry for each of a few regions. */
  private static final int MOST_ENTRIES = 128;

  /** MIN_KIMG_ALIGN: how far the image's addresses are from physical ones. */
  private static final long IMAGE_ALIGNMENT = 2 << 20;

  private static final List<TranslationRegime> REGIMES =
      List.of(
          new TranslationRegime(12, 52, 52),
          new TranslationRegime(12, 48, 48),
          new TranslationRegime(12, 39, 39),
          new TranslationRegime(14, 52, 52),
          new TranslationRegime(14, 48, 48),
          new TranslationRegime(14, 47, 47),
          new TranslationRegime(16, 52, 52),
          new TranslationRegime(16, 48, 48),
          new TranslationRegime(16, 42, 42));

  private final PhysicalMemory memory;

  Arm64BannerFinder(PhysicalMemory memory) {
    this.memory = memory;
  }

  /**
   * A kernel that was found.
   *
   * @param virtual the banner's virtual address
   * @param rootTable physical address of the top page table that maps it
   */
  record Found(Banner banner, long virtual, long rootTable, TranslationRegime regime) {}

  Optional<Found> find(List<Banner> banners) {
    for (TranslationRegime regime : REGIMES) {
      Found best = null;
      int most = 0;
      for (Found found : find(banners, regime)) {
        // Boot has a table of its own, which maps the image and nothing else.
        int entries = entries(found.rootTable(), regime).size();
        if (entries > most) {
          most = entries;
          best = found;
        }
      }
      if (best != null) {
        return Optional.of(best);
      }
    }
    return Optional.empty();
  }

  private List<Found> find(List<Banner> banners, TranslationRegime regime) {
    Arm64PageTables tables = new Arm64PageTables(memory, regime, InvalidEntries.TYPE_AT_3);
    List<Found> found = new ArrayList<>();
    long page = tables.pageSize();
    for (Banner banner : banners) {
      long middle = banner.address() & -page;
      long start = Math.max(0, middle - IMAGE_REACH);
      for (long root = start; root < middle + IMAGE_REACH; root += page) {
        if (isCandidate(root, regime)) {
          OptionalLong virtual = virtual(tables, root, banner.address());
          if (virtual.isPresent()
              && isImage(tables, root, virtual.getAsLong() - banner.address())) {
            found.add(new Found(banner, virtual.getAsLong(), root, regime));
          }
        }
      }
    }
    return found;
  }

  /**
   * Whether what is mapped at {@code offset} from physical addresses is the image: it has the top
   * table, and not all memory, as what looks like a table and leads into the linear map's has.
   */
  private boolean isImage(Arm64PageTables tables, long root, long offset) {
    long last = memory.ranges().getLast().end() - tables.pageSize();
    return maps(tables, root, root, offset) && !maps(tables, root, last, offset);
  }

  private static boolean maps(Arm64PageTables tables, long root, long physical, long offset) {
    PageWalk walk = tables.walk(root, physical + offset);
    return walk.mapped() && walk.physical() == physical;
  }

  /** Whether all entries lead to tables. */
  private boolean isCandidate(long root, TranslationRegime regime) {
    List<Long> entries = entries(root, regime);
    if (entries.isEmpty() || entries.size() > MOST_ENTRIES) {
      return false;
    }
    return entries.stream().allMatch(entry -> (entry & 3) == 3);
  }

  /** The entries that are not zero. */
  private List<Long> entries(long root, TranslationRegime regime) {
    List<Long> entries = new ArrayList<>();
    try {
      byte[] table = memory.read(root, 1 << regime.pageShift());
      for (int at = 0; at < table.length; at += 8) {
        long entry = ByteArrays.u64(table, at, memory.byteOrder());
        if (entry != 0) {
          entries.add(entry);
        }
      }
    } catch (MemoryFault _) {
      return List.of();
    }
    return entries;
  }

  /** Where the addresses above the linear map have a physical address. */
  private OptionalLong virtual(Arm64PageTables tables, long root, long physical) {
    TranslationRegime regime = tables.regime();
    int bits = Arm64KernelMap.leastBits(regime.pageShift(), regime.tableBits());
    long address = -1L << bits - 1;
    for (int i = 0; i < MOST_WALKS && address < 0; i++) {
      PageWalk walk = tables.walk(root, address);
      long size = walk.mapped() ? walk.pageSize() : regime.sizeOfEntry(walk.steps().size());
      if (walk.mapped()) {
        long page = walk.physical() & -size;
        long offset = physical - page;
        long virtual = (address & -size) + offset;
        if (offset >= 0 && offset < size && (virtual - physical) % IMAGE_ALIGNMENT == 0) {
          return OptionalLong.of(virtual);
        }
      } else if (walk.steps().isEmpty()) {
        break;
      }
      address = (address & -size) + size;
    }
    return OptionalLong.empty();
  }
}
