package io.kwalk.linux.stack;

import io.kwalk.core.memory.AddressRange;
import io.kwalk.core.stack.StackRegion;
import java.util.List;

/** A stack that belongs to a processor, not to a task. */
public record CpuStack(int cpu, StackRegion region) {
  /** One stack, or none where {@code start} is 0. */
  static List<StackRegion> region(StackRegion.Kind kind, String name, long start, long size) {
    return start == 0
        ? List.of()
        : List.of(new StackRegion(kind, name, new AddressRange(start, start + size)));
  }
}
