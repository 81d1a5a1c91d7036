package io.kwalk.linux.mm;

import io.kwalk.core.debuginfo.Field;
import io.kwalk.core.memory.Memory;
import io.kwalk.core.memory.MemoryFault;
import io.kwalk.linux.Kernel;
import java.util.ArrayList;
import java.util.List;

/** The kernel's own names of page flags: pageflag_names (mm/debug.c), which printk's %pGp uses. */
public final class PageFlagNames {
  private static final int MOST = 64;
  private static final int LONGEST_NAME = 64;

  /** A flag by its bit, alone in {@code mask}. */
  public record Flag(long mask, String name) {}

  private PageFlagNames() {}

  /**
   * In the order of the table.
   *
   * @throws io.kwalk.core.object.UnknownNameException if the kernel has none
   * @throws MemoryFault if it cannot be read
   */
  public static List<Flag> of(Kernel kernel) {
    Memory memory = kernel.memory();
    Field mask = kernel.field("trace_print_flags", "mask");
    Field name = kernel.field("trace_print_flags", "name");
    long size = kernel.struct("trace_print_flags").size();
    long at = kernel.address("pageflag_names");
    List<Flag> flags = new ArrayList<>();
    for (int i = 0; i < MOST && name.get(memory, at) != 0; i++, at += size) {
      flags.add(new Flag(mask.get(memory, at), memory.cString(name.get(memory, at), LONGEST_NAME)));
    }
    return flags;
  }
}
