package io.kwalk.linux.mm;

import io.kwalk.core.debuginfo.Field;
import io.kwalk.core.memory.Memory;
import io.kwalk.core.memory.MemoryFault;
import io.kwalk.linux.Kernel;
import io.kwalk.linux.fs.FilePaths;
import io.kwalk.linux.fs.InodeFields;
import java.util.ArrayList;
import java.util.List;

/**
 * A swap file or device in use.
 *
 * @param address of the swap_info_struct
 * @param isDevice whether it is a block device
 * @param pages it has, without its header
 * @param usedPages of them
 */
public record SwapArea(
    long address, boolean isDevice, long pages, long usedPages, int priority, String path) {
  /** MAX_SWAPFILES is at most 32 (include/linux/swap.h). */
  private static final int MAX_AREAS = 32;

  /** SWP_WRITEOK: swapon(2) is done with it. */
  private static final long WRITE_OK = 2;

  /** SWAP_USAGE_OFFLIST_BIT stands in inuse_pages since 6.13, above any count. */
  private static final long COUNT = (1L << 30) - 1;

  /**
   * All of them, in the order they were made.
   *
   * @param troubles receives what could not be read, in words
   */
  public static List<SwapArea> all(Kernel kernel, List<String> troubles) {
    List<SwapArea> areas = new ArrayList<>();
    if (kernel.findAddress("swap_info").isEmpty()) {
      troubles.add("this kernel knows no swap (CONFIG_SWAP), or its symbols are missing");
      return areas;
    }
    Memory memory = kernel.memory();
    long array = kernel.address("swap_info");
    for (int i = 0; i < MAX_AREAS; i++) {
      try {
        long info = i < count(kernel) ? memory.u64(array + 8L * i) : 0;
        if (info != 0 && (flags(kernel).get(memory, info) & WRITE_OK) != 0) {
          areas.add(read(kernel, info));
        }
      } catch (MemoryFault fault) {
        troubles.add("swap_info[" + i + "]: " + fault.getMessage());
      }
    }
    return areas;
  }

  /** nr_swapfiles: behind it there is nothing of the array, or nothing any more. */
  private static long count(Kernel kernel) {
    return kernel.findAddress("nr_swapfiles").isPresent()
        ? kernel.memory().u32(kernel.address("nr_swapfiles"))
        : MAX_AREAS;
  }

  private static Field flags(Kernel kernel) {
    return kernel.field("swap_info_struct", "flags");
  }

  private static SwapArea read(Kernel kernel, long info) {
    Memory memory = kernel.memory();
    long file = kernel.field("swap_info_struct", "swap_file").get(memory, info);
    Field used = kernel.field("swap_info_struct", "inuse_pages.counter", "inuse_pages");
    return new SwapArea(
        info,
        file != 0 && isDevice(kernel, file),
        kernel.field("swap_info_struct", "pages").get(memory, info),
        used.get(memory, info) & COUNT,
        (int) kernel.field("swap_info_struct", "prio").get(memory, info),
        file == 0 ? "" : FilePaths.of(kernel).ofFile(file));
  }

  private static boolean isDevice(Kernel kernel, long file) {
    InodeFields inodes = InodeFields.of(kernel);
    long inode = inodes.inode(FilePaths.of(kernel).dentry(file));
    return InodeFields.type(inodes.mode(inode)).equals("BLK");
  }
}
