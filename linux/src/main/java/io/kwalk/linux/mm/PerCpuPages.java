package io.kwalk.linux.mm;

import io.kwalk.core.debuginfo.Field;
import io.kwalk.core.memory.Memory;
import io.kwalk.core.memory.MemoryFault;
import io.kwalk.core.object.UnknownNameException;
import io.kwalk.linux.Kernel;
import io.kwalk.linux.structures.ListHead;
import io.kwalk.linux.structures.LongSet;
import java.util.OptionalLong;
import java.util.PrimitiveIterator;

/** The pages of per-CPU memory (mm/percpu.c): of each chunk a unit a processor. */
final class PerCpuPages {
  /** pcpu_nr_slots goes by the logarithm of a unit's size. */
  private static final int MAX_SLOTS = 64;

  private static final int MAX_PAGES = 1 << 16;

  private PerCpuPages() {}

  /** Numbers of the pages that are populated; as many as can be told. */
  static LongSet of(Kernel kernel) {
    LongSet pages = new LongSet();
    try {
      gather(kernel, pages);
    } catch (MemoryFault | UnknownNameException _) {
      // These pages are then called what else is known of them.
    }
    return pages;
  }

  private static void gather(Kernel kernel, LongSet pages) {
    Memory memory = kernel.memory();
    // pcpu_slot before 5.14 (8d55ba5df3d4).
    OptionalLong lists = kernel.findAddress("pcpu_chunk_lists");
    long slots = memory.u64(lists.isPresent() ? lists.getAsLong() : kernel.address("pcpu_slot"));
    long count = Math.clamp((long) memory.s32(kernel.address("pcpu_nr_slots")), 0, MAX_SLOTS);
    Field link = kernel.field("pcpu_chunk", "list");
    for (int slot = 0; slot < count; slot++) {
      for (long node : ListHead.walk(memory, slots + 16L * slot).nodes()) {
        chunk(kernel, node - link.offset(), pages);
      }
    }
    chunk(kernel, memory.u64(kernel.address("pcpu_first_chunk")), pages);
    OptionalLong reserved = kernel.findAddress("pcpu_reserved_chunk");
    chunk(kernel, reserved.isPresent() ? memory.u64(reserved.getAsLong()) : 0, pages);
  }

  private static void chunk(Kernel kernel, long chunk, LongSet into) {
    if (chunk == 0) {
      return;
    }
    Memory memory = kernel.memory();
    long pageSize = kernel.pageTables().pageSize();
    long base = kernel.field("pcpu_chunk", "base_addr").get(memory, chunk);
    long count = kernel.field("pcpu_chunk", "nr_pages").get(memory, chunk);
    long populated = kernel.field("pcpu_chunk", "populated").addressIn(chunk);
    long offsets = memory.u64(kernel.address("pcpu_unit_offsets"));
    PrimitiveIterator.OfInt cpus = kernel.perCpu().possible().iterator();
    while (cpus.hasNext()) {
      long unit = base + memory.u64(offsets + 8L * cpus.nextInt());
      for (int page = 0; page < Math.clamp(count, 0, MAX_PAGES); page++) {
        if ((memory.u64(populated + page / 64 * 8L) >>> page & 1) != 0) {
          into.add(kernel.memory().physical(unit + page * pageSize) / pageSize);
        }
      }
    }
  }
}
