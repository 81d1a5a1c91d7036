package io.kwalk.shell.command;

import io.kwalk.core.debuginfo.Symbol;
import io.kwalk.linux.Kernel;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Names for values that point to kernel text or data. */
final class PointerNames implements MemoryView.ValueNames {
  private final Kernel kernel;

  /**
   * @param slabs 0: symbols only; 1: the slab cache of what a value points into; 2: with the value
   */
  PointerNames(Kernel kernel, int slabs) {
    this.kernel = kernel;
  }

  @Override
  public @Nullable String of(long value) {
    if (!AddressSpace.isKernel(value)) {
      return null;
    }
    Optional<Symbol> symbol = kernel.symbols().at(value);
    if (symbol.isEmpty()) {
      return null;
    }
    long offset = value - symbol.get().address();
    return offset == 0 ? symbol.get().name() : symbol.get().name() + "+" + offset;
  }
}
