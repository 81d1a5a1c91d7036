package io.kwalk.linux.stack;

import io.kwalk.core.stack.StackRegion;
import java.util.List;

/** Finds stacks of a processor. */
@FunctionalInterface
interface CpuStackReader {
  /**
   * Those of {@code cpu}.
   *
   * @throws io.kwalk.core.memory.MemoryFault if what tells cannot be read
   * @throws io.kwalk.core.object.UnknownNameException if this kernel has none
   */
  List<StackRegion> of(int cpu);
}
