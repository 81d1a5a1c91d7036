package io.kwalk.linux.mm;

import io.kwalk.core.debuginfo.Field;
import io.kwalk.core.memory.Memory;
import io.kwalk.core.memory.MemoryFault;
import io.kwalk.linux.Kernel;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A range of memblock, the allocator of the boot (include/linux/memblock.h). x86-64 keeps its lists
 * where memory can be added later; else they are gone with the boot's memory.
 *
 * @param list "memory" or "reserved"
 * @param flags MEMBLOCK_HOTPLUG and so on
 * @param node the memory node, -1 where it is not known
 */
public record BootMemory(String list, long start, long size, long flags, int node) {
  /** INIT_MEMBLOCK_REGIONS is 128, and doubles. */
  private static final int MAX_REGIONS = 1 << 16;

  private static final int MAX_NODES = 1 << 10;

  /** The ranges of memory, then those that were reserved; none where the kernel kept no list. */
  public static List<BootMemory> of(Kernel kernel, List<String> troubles) {
    List<BootMemory> all = new ArrayList<>();
    if (kernel.findAddress("memblock").isEmpty()) {
      return all;
    }
    for (String list : List.of("memory", "reserved")) {
      try {
        read(kernel, list, all);
      } catch (MemoryFault fault) {
        troubles.add(fault.getMessage());
      }
    }
    return all;
  }

  private static void read(Kernel kernel, String list, List<BootMemory> into) {
    Memory memory = kernel.memory();
    long type = kernel.field("memblock", list).addressIn(kernel.address("memblock"));
    long count = Math.clamp(kernel.field("memblock_type", "cnt").get(memory, type), 0, MAX_REGIONS);
    long regions = kernel.field("memblock_type", "regions").get(memory, type);
    long each = kernel.struct("memblock_region").size();
    Field start = kernel.field("memblock_region", "base");
    Field size = kernel.field("memblock_region", "size");
    Field flags = kernel.field("memblock_region", "flags");
    Optional<Field> node = kernel.findField("memblock_region", "nid");
    for (long at = regions; at < regions + count * each; at += each) {
      long length = size.get(memory, at);
      if (length != 0) {
        long owner = node.isPresent() ? node.get().get(memory, at) : -1;
        into.add(
            new BootMemory(
                list,
                start.get(memory, at),
                length,
                flags.get(memory, at),
                owner < 0 || owner >= MAX_NODES ? -1 : (int) owner));
      }
    }
  }
}
