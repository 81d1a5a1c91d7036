package io.kwalk.linux.mm;

import io.kwalk.core.debuginfo.ArrayType;
import io.kwalk.core.debuginfo.Field;
import io.kwalk.core.memory.ByteArrays;
import io.kwalk.core.memory.Memory;
import io.kwalk.core.memory.MemoryFault;
import io.kwalk.linux.Kernel;
import io.kwalk.linux.system.SystemMemory;
import java.util.ArrayList;
import java.util.List;

/** Memory nodes and their zones (include/linux/mmzone.h). */
public final class MemoryNodes {
  private static final int MAX_ZONES = 8;
  private static final int MAX_NAME = 32;

  /** Counters of a zone: some dozens. */
  private static final int MAX_COUNTERS = 512;

  private final Kernel kernel;

  private MemoryNodes(Kernel kernel) {
    this.kernel = kernel;
  }

  public static MemoryNodes of(Kernel kernel) {
    return new MemoryNodes(kernel);
  }

  /**
   * All nodes with all their zones, populated or not.
   *
   * @param troubles takes what was left out
   * @throws io.kwalk.core.object.UnknownNameException if the kernel has no such types
   */
  public List<MemoryNode> all(List<String> troubles) {
    List<MemoryNode> nodes = new ArrayList<>();
    for (long address : SystemMemory.nodes(kernel)) {
      try {
        nodes.add(node(address, troubles));
      } catch (MemoryFault fault) {
        troubles.add(fault.getMessage());
      }
    }
    return nodes;
  }

  private MemoryNode node(long address, List<String> troubles) {
    Memory memory = kernel.memory();
    int id = (int) kernel.field("pglist_data", "node_id").get(memory, address);
    Field zones = kernel.field("pglist_data", "node_zones");
    long size = kernel.struct("zone").size();
    List<MemoryZone> found = new ArrayList<>();
    for (int i = 0; i < Math.min(MAX_ZONES, zones.size() / size); i++) {
      try {
        found.add(zone(zones.addressIn(address) + i * size, id, i));
      } catch (MemoryFault fault) {
        troubles.add(fault.getMessage());
      }
    }
    return new MemoryNode(
        address,
        id,
        kernel.field("pglist_data", "node_start_pfn").get(memory, address),
        kernel.field("pglist_data", "node_spanned_pages").get(memory, address),
        kernel.field("pglist_data", "node_present_pages").get(memory, address),
        found);
  }

  private MemoryZone zone(long address, int node, int index) {
    Memory memory = kernel.memory();
    long name = kernel.field("zone", "name").get(memory, address);
    return new MemoryZone(
        address,
        node,
        index,
        name == 0 ? "" : memory.cString(name, MAX_NAME),
        kernel.field("zone", "zone_start_pfn").get(memory, address),
        kernel.field("zone", "spanned_pages").get(memory, address),
        kernel.field("zone", "present_pages").get(memory, address),
        kernel.field("zone", "managed_pages.counter").get(memory, address),
        words(kernel.field("zone", "_watermark"), address),
        words(kernel.field("zone", "vm_stat"), address));
  }

  /** The elements of an array of words. */
  private List<Long> words(Field array, long address) {
    Memory memory = kernel.memory();
    long count = array.type().strip() instanceof ArrayType type ? type.count() : 1;
    return words(memory, array.addressIn(address), Math.clamp(count, 0, MAX_COUNTERS));
  }

  static List<Long> words(Memory memory, long address, int count) {
    byte[] bytes = memory.read(address, 8 * count);
    List<Long> words = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      words.add(ByteArrays.u64(bytes, 8 * i, memory.byteOrder()));
    }
    return words;
  }
}
