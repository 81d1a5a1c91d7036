package io.kwalk.linux.mm;

import io.kwalk.core.debuginfo.Field;
import io.kwalk.core.memory.Memory;
import io.kwalk.core.memory.MemoryFault;
import io.kwalk.linux.Kernel;
import io.kwalk.linux.structures.ListHead;
import io.kwalk.linux.structures.ListWalk;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalLong;

/**
 * The areas of vmalloc(), vmap() and ioremap(): the list vmap_area_list, since 6.9 a list a
 * vmap_node (d093602919ad).
 */
public final class MappedAreas {
  /** A vmap_node a processor at most, 128 today. */
  private static final int MAX_NODES = 8192;

  private MappedAreas() {}

  /**
   * All areas that have a vm_struct, ascending by address.
   *
   * @throws io.kwalk.core.object.UnknownNameException if the kernel has no such list
   */
  public static List<MappedArea> of(Kernel kernel, List<String> troubles) {
    List<MappedArea> areas = new ArrayList<>();
    Field link = kernel.field("vmap_area", "list");
    for (long head : heads(kernel)) {
      ListWalk walk = ListHead.walk(kernel.memory(), head);
      walk.trouble().ifPresent(troubles::add);
      for (long node : walk.nodes()) {
        try {
          MappedArea area = area(kernel, node - link.offset());
          if (area.vmStruct() != 0) {
            areas.add(area);
          }
        } catch (MemoryFault fault) {
          troubles.add(fault.getMessage());
        }
      }
    }
    areas.sort(Comparator.comparing(MappedArea::start, Long::compareUnsigned));
    return areas;
  }

  private static List<Long> heads(Kernel kernel) {
    OptionalLong nodes = kernel.findAddress("vmap_nodes");
    if (nodes.isEmpty()) {
      return List.of(kernel.address("vmap_area_list"));
    }
    Memory memory = kernel.memory();
    long size = kernel.struct("vmap_node").size();
    long table = memory.u64(nodes.getAsLong());
    OptionalLong counter = kernel.findAddress("nr_vmap_nodes");
    long count = counter.isEmpty() ? 1 : memory.u32(counter.getAsLong());
    Field head = kernel.field("vmap_node", "busy.head");
    List<Long> heads = new ArrayList<>();
    for (int i = 0; i < Math.clamp(count, 1, MAX_NODES); i++) {
      heads.add(head.addressIn(table + i * size));
    }
    return heads;
  }

  private static MappedArea area(Kernel kernel, long address) {
    Memory memory = kernel.memory();
    return new MappedArea(
        address,
        kernel.field("vmap_area", "vm").get(memory, address),
        kernel.field("vmap_area", "va_start").get(memory, address),
        kernel.field("vmap_area", "va_end").get(memory, address));
  }
}
