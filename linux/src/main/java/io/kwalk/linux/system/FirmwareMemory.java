package io.kwalk.linux.system;

import io.kwalk.core.memory.Memory;
import io.kwalk.linux.Kernel;
import java.util.ArrayList;
import java.util.List;

/**
 * A range of the memory map that an x86 machine's firmware gave the kernel (struct e820_entry,
 * arch/x86/include/asm/e820/types.h).
 *
 * @param start physical address of the first byte
 * @param end behind the last
 * @param type the firmware's: 1 memory, 2 reserved, 3 ACPI tables, 4 ACPI's own
 */
public record FirmwareMemory(long start, long end, long type) {
  /** E820_MAX_ENTRIES is 128 and three for each NUMA node. */
  private static final long MOST = 4096;

  /**
   * The map, ascending.
   *
   * @throws io.kwalk.core.object.UnknownNameException if the kernel has none: not an x86 one
   * @throws io.kwalk.core.memory.MemoryFault if it cannot be read
   */
  public static List<FirmwareMemory> of(Kernel kernel) {
    Memory memory = kernel.memory();
    long table = kernel.word("e820_table");
    long count = Math.clamp(kernel.field("e820_table", "nr_entries").get(memory, table), 0, MOST);
    long entries = kernel.field("e820_table", "entries").addressIn(table);
    long size = kernel.struct("e820_entry").size();
    List<FirmwareMemory> ranges = new ArrayList<>();
    for (long i = 0; i < count; i++) {
      long entry = entries + i * size;
      long start = kernel.field("e820_entry", "addr").get(memory, entry);
      ranges.add(
          new FirmwareMemory(
              start,
              start + kernel.field("e820_entry", "size").get(memory, entry),
              kernel.field("e820_entry", "type").get(memory, entry)));
    }
    return ranges;
  }

  /** The kernel's name of the type without its prefix: "RAM"; the number if it has none. */
  public String typeName() {
    return switch (Math.clamp(type, 0, 256)) {
      case 1 -> "RAM";
      case 2 -> "RESERVED";
      case 3 -> "ACPI";
      case 4 -> "NVS";
      case 5 -> "UNUSABLE";
      case 7 -> "PMEM";
      default -> Long.toString(type);
    };
  }
}
