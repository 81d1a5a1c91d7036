package io.kwalk.linux.mm;

import io.kwalk.core.debuginfo.Field;
import io.kwalk.core.memory.ByteArrays;
import io.kwalk.core.memory.Memory;
import io.kwalk.core.memory.MemoryFault;
import io.kwalk.core.object.UnknownNameException;
import io.kwalk.linux.Kernel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;

/** Which area of vmalloc() has a page: vm_struct.pages turned around. */
final class VmallocPages {
  /** The lower bits of an entry are the area's index, the upper ones the page's number. */
  private static final int AREA_BITS = 24;

  private final Kernel kernel;
  private final List<MappedArea> areas;
  private final long[] entries;

  private VmallocPages(Kernel kernel) {
    this.kernel = kernel;
    areas = areas(kernel);
    LongStream.Builder found = LongStream.builder();
    for (int i = 0; i < Math.min(areas.size(), 1 << AREA_BITS); i++) {
      try {
        gather(areas.get(i).vmStruct(), i, found);
      } catch (MemoryFault | UnknownNameException _) {
        // These pages are then called what else is known of them.
      }
    }
    entries = found.build().sorted().toArray();
  }

  static VmallocPages of(Kernel kernel) {
    return new VmallocPages(kernel);
  }

  private static List<MappedArea> areas(Kernel kernel) {
    try {
      return MappedAreas.of(kernel, new ArrayList<>());
    } catch (MemoryFault | UnknownNameException _) {
      return List.of();
    }
  }

  private void gather(long vmStruct, int index, LongStream.Builder into) {
    Memory memory = kernel.memory();
    Field pages = kernel.field("vm_struct", "pages");
    long table = pages.get(memory, vmStruct);
    long most = areas.get(index).size() / kernel.pageTables().pageSize();
    long count =
        Math.clamp(
            kernel.field("vm_struct", "nr_pages").get(memory, vmStruct), 0, Math.max(0, most));
    if (table == 0 || count == 0 || count > Integer.MAX_VALUE / 8) {
      return;
    }
    byte[] bytes = new byte[Math.min((int) count, 512) * 8];
    for (long done = 0; done < count; ) {
      int some = (int) Math.min(bytes.length / 8, count - done);
      memory.read(table + 8 * done, bytes, 0, 8 * some);
      for (int i = 0; i < some; i++) {
        long page = ByteArrays.u64(bytes, 8 * i, memory.byteOrder());
        into.add(number(page) << AREA_BITS | index);
      }
      done += some;
    }
  }

  private long number(long page) {
    return PageStructs.of(kernel).physicalOf(page) / kernel.pageTables().pageSize();
  }

  /** The vm_struct whose area has the page of that number, 0 for none. */
  long vmStruct(long number) {
    int at = Arrays.binarySearch(entries, number << AREA_BITS);
    int place = at < 0 ? -at - 1 : at;
    if (place >= entries.length || entries[place] >>> AREA_BITS != number) {
      return 0;
    }
    return areas.get((int) (entries[place] & (1 << AREA_BITS) - 1)).vmStruct();
  }
}
