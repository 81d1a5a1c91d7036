package io.kwalk.linux.mm;

import io.kwalk.core.debuginfo.EnumType;
import io.kwalk.core.debuginfo.Field;
import io.kwalk.core.memory.Memory;
import io.kwalk.core.memory.MemoryFault;
import io.kwalk.linux.Kernel;
import io.kwalk.linux.structures.ListHead;
import io.kwalk.linux.structures.ListWalk;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** The blocks of memory that can be put on- and offline (drivers/base/memory.c). */
public final class MemoryBlocks {
  private static final int MAX_NAME = 64;
  private static final long DEFAULT_BITS = 27;

  /**
   * One of them: struct memory_block.
   *
   * @param name of its device
   * @param start physical address
   * @param size in bytes
   * @param state "ONLINE", "GOING_OFFLINE" or "OFFLINE"
   * @param section number of its first section
   */
  public record MemoryBlock(
      long address, String name, long start, long size, int node, String state, long section) {}

  private MemoryBlocks() {}

  /** All blocks, in the order of the bus's list; none where the kernel has no such bus. */
  public static List<MemoryBlock> of(Kernel kernel, List<String> troubles) {
    List<MemoryBlock> blocks = new ArrayList<>();
    OptionalLong bus = kernel.findAddress("memory_subsys");
    if (bus.isEmpty() || kernel.findField("memory_block", "start_section_nr").isEmpty()) {
      return blocks;
    }
    Memory memory = kernel.memory();
    try {
      long subsystem = subsystem(kernel, bus.getAsLong());
      if (subsystem == 0) {
        return blocks;
      }
      long list = kernel.field("subsys_private", "klist_devices.k_list").addressIn(subsystem);
      long link =
          kernel.field("device_private", "knode_bus").offset()
              + kernel.field("klist_node", "n_node").offset();
      ListWalk walk = ListHead.walk(memory, list);
      walk.trouble().ifPresent(troubles::add);
      for (long node : walk.nodes()) {
        try {
          long device = kernel.field("device_private", "device").get(memory, node - link);
          blocks.add(block(kernel, device - kernel.field("memory_block", "dev").offset()));
        } catch (MemoryFault fault) {
          troubles.add(fault.getMessage());
        }
      }
    } catch (MemoryFault fault) {
      troubles.add(fault.getMessage());
    }
    return blocks;
  }

  /** The bus's subsys_private: a member of it before 6.4 (32a8121ab32e), then found by bus_kset. */
  private static long subsystem(Kernel kernel, long bus) {
    Memory memory = kernel.memory();
    Optional<Field> member = kernel.findField("bus_type", "p");
    if (member.isPresent()) {
      return member.get().get(memory, bus);
    }
    long buses = kernel.word("bus_kset");
    Field owner = kernel.field("subsys_private", "bus");
    long link =
        kernel.field("subsys_private", "subsys").offset()
            + kernel.field("kset", "kobj").offset()
            + kernel.field("kobject", "entry").offset();
    for (long entry :
        ListHead.walk(memory, kernel.field("kset", "list").addressIn(buses)).nodes()) {
      if (owner.get(memory, entry - link) == bus) {
        return entry - link;
      }
    }
    return 0;
  }

  private static MemoryBlock block(Kernel kernel, long address) {
    Memory memory = kernel.memory();
    long section = kernel.field("memory_block", "start_section_nr").get(memory, address);
    long bits = kernel.vmcoreinfo().number("SECTION_SIZE_BITS").orElse(DEFAULT_BITS) & 63;
    OptionalLong counter = kernel.findAddress("sections_per_block");
    long sections = counter.isEmpty() ? 1 : memory.u32(counter.getAsLong());
    long name = kernel.field("memory_block", "dev.kobj.name").get(memory, address);
    int state = (int) kernel.field("memory_block", "state").get(memory, address);
    return new MemoryBlock(
        address,
        name == 0 ? "" : memory.cString(name, MAX_NAME),
        section << bits,
        sections << bits,
        (int) kernel.field("memory_block", "nid").get(memory, address),
        stateName(kernel, state),
        section);
  }

  /** By enum memory_block_state where the kernel has it, else MEM_ONLINE of linux/memory.h. */
  private static String stateName(Kernel kernel, int state) {
    Optional<EnumType> states = kernel.imageTypes().enumeration("memory_block_state");
    if (states.isPresent()) {
      for (EnumType.Enumerator name : states.get().enumerators()) {
        if (name.value() == state && name.name().startsWith("MEM_")) {
          return name.name().substring(4);
        }
      }
    }
    return switch (states.isPresent() ? -1 : state) {
      case 1 -> "ONLINE";
      case 2 -> "GOING_OFFLINE";
      case 4 -> "OFFLINE";
      default -> Integer.toString(state);
    };
  }
}
