package io.kwalk.core.stack;

import java.util.Optional;

/** Who lies where: the stacks that a task's frames may be on. */
@FunctionalInterface
public interface StackRegions {
  /** The stack that {@code address} lies in. */
  Optional<StackRegion> at(long address);
}
