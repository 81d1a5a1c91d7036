package io.kwalk.shell.command;

import io.kwalk.core.debuginfo.Symbol;
import io.kwalk.linux.Kernel;
import io.kwalk.linux.mm.SlabPages;
import io.kwalk.shell.Text;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Names for values that point to kernel text or data. */
final class PointerNames implements MemoryView.ValueNames {
  private final Kernel kernel;
  private final int slabs;

  /**
   * @param slabs 0: symbols only; 1: the slab cache of what a value points into; 2: with the value
   */
  PointerNames(Kernel kernel, int slabs) {
    this.kernel = kernel;
    this.slabs = slabs;
  }

  @Override
  public @Nullable String of(long value) {
    if (!AddressSpace.isKernel(value)) {
      return null;
    }
    Optional<Symbol> symbol = kernel.symbols().at(value);
    if (symbol.isEmpty()) {
      return slabs == 0 ? null : slab(value);
    }
    long offset = value - symbol.get().address();
    return offset == 0 ? symbol.get().name() : symbol.get().name() + "+" + offset;
  }

  /** "[dentry]" or "[ff1b83a5052c8000:dentry]". */
  private @Nullable String slab(long value) {
    String value16 = slabs > 1 ? Long.toHexString(value) + ":" : "";
    return SlabPages.of(kernel)
        .cacheAt(value)
        .map(cache -> "[" + value16 + Text.escape(cache) + "]")
        .orElse(null);
  }
}
