package io.kwalk.linux.mm;

import io.kwalk.core.debuginfo.ArrayType;
import io.kwalk.core.debuginfo.Field;
import io.kwalk.core.memory.Memory;
import io.kwalk.linux.Kernel;
import io.kwalk.linux.structures.ListHead;
import io.kwalk.linux.structures.ListWalk;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The free lists of the buddy allocator (mm/page_alloc.c). */
public final class BuddyLists {
  /** MAX_PAGE_ORDER is 10 by default. */
  private static final int MAX_ORDERS = 32;

  /** enum migratetype has half a dozen. */
  private static final int MAX_TYPES = 16;

  /** A block of free pages that holds a page, and the list it is on. */
  public record Place(MemoryZone zone, FreeArea area, long block) {}

  private final Kernel kernel;
  private final Field areas;
  private final Field lists;
  private final Field link;
  private final long areaSize;
  private final int orders;
  private final int types;

  private BuddyLists(Kernel kernel) {
    this.kernel = kernel;
    areas = kernel.field("zone", "free_area");
    lists = kernel.field("free_area", "free_list");
    link = kernel.field("page", "buddy_list", "lru");
    areaSize = kernel.struct("free_area").size();
    orders = count(areas, MAX_ORDERS);
    types = count(lists, MAX_TYPES);
  }

  private static int count(Field array, int limit) {
    return array.type().strip() instanceof ArrayType type ? Math.clamp(type.count(), 0, limit) : 1;
  }

  /**
   * The lists of {@code kernel}.
   *
   * @throws io.kwalk.core.object.UnknownNameException if the kernel has no such types
   */
  public static BuddyLists of(Kernel kernel) {
    return kernel.part(BuddyLists.class, BuddyLists::new);
  }

  /**
   * Every list of a zone, by order, then by type: reads one word a free block.
   *
   * @param troubles takes why a list was left before its end
   */
  public List<FreeArea> of(MemoryZone zone, List<String> troubles) {
    List<FreeArea> all = new ArrayList<>(orders * types);
    Memory memory = kernel.memory();
    for (int order = 0; order < orders; order++) {
      for (int type = 0; type < types; type++) {
        long area = areas.addressIn(zone.address()) + order * areaSize;
        long head = lists.addressIn(area) + 16L * type;
        ListWalk walk = ListHead.walk(memory, head);
        walk.trouble().ifPresent(troubles::add);
        long[] pages = walk.nodes().clone();
        for (int i = 0; i < pages.length; i++) {
          pages[i] -= link.offset();
        }
        all.add(new FreeArea(head, order, type, pages));
      }
    }
    return all;
  }

  /** Which free block the page with the struct page at {@code page} is part of, if any. */
  public Optional<Place> find(long page, List<MemoryNode> nodes) {
    long size = PageStructs.of(kernel).structSize();
    List<String> ignored = new ArrayList<>();
    for (MemoryNode node : nodes) {
      for (MemoryZone zone : node.zones()) {
        for (FreeArea area : zone.isPopulated() ? of(zone, ignored) : List.<FreeArea>of()) {
          for (long block : area.pages()) {
            if (Long.compareUnsigned(page - block, size << area.order()) < 0) {
              return Optional.of(new Place(zone, area, block));
            }
          }
        }
      }
    }
    return Optional.empty();
  }
}
