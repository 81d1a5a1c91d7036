package io.kwalk.linux.task;

import io.kwalk.core.debuginfo.Field;
import io.kwalk.core.memory.Memory;
import io.kwalk.linux.Kernel;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/**
 * One resource limit of a process (include/uapi/asm-generic/resource.h).
 *
 * @param name without RLIMIT_
 * @param current in the resource's unit; -1 for unlimited
 * @param maximum likewise
 */
public record ResourceLimit(String name, long current, long maximum) {
  /** RLIM_INFINITY. */
  public static final long UNLIMITED = -1;

  /** In the order of their numbers. */
  private static final List<String> NAMES =
      List.of(
          "CPU",
          "FSIZE",
          "DATA",
          "STACK",
          "CORE",
          "RSS",
          "NPROC",
          "NOFILE",
          "MEMLOCK",
          "AS",
          "LOCKS",
          "SIGPENDING",
          "MSGQUEUE",
          "NICE",
          "RTPRIO",
          "RTTIME");

  /**
   * The limits of {@code task}'s process; none once it was reaped.
   *
   * @throws io.kwalk.core.memory.MemoryFault if its signal_struct cannot be read
   */
  public static List<ResourceLimit> of(Task task) {
    OptionalLong signal = task.signal();
    if (signal.isEmpty()) {
      return List.of();
    }
    Kernel kernel = task.kernel();
    Memory memory = kernel.memory();
    Field limits = kernel.field("signal_struct", "rlim");
    List<ResourceLimit> all = new ArrayList<>();
    for (int i = 0; i < Math.min(NAMES.size(), limits.size() / 16); i++) {
      long at = limits.addressIn(signal.getAsLong()) + 16L * i;
      all.add(new ResourceLimit(NAMES.get(i), memory.u64(at), memory.u64(at + 8)));
    }
    return all;
  }
}
